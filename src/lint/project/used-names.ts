import type { Source } from '../../errors.ts'
import type { ProjectFile } from '../../project/project-files.ts'
import type { LintFile } from './lint-file.ts'

/** Keys whose text is an expression or the name of a variable, wherever they are. */
const EXPRESSIONS = new Set([
  ...['when', 'until', 'changed_when', 'failed_when', 'that', 'var', 'compose', 'groups', 'key'],
])

/**
 * What reads a variable whose name only the run knows: `vars[…]`, `hostvars[…][…]`, `lookup('vars', …)`, `lookup vars …`. A text that
 * the name begins with is the group `start`.
 */
const BY_NAME =
  /(?:\b(?:vars|hostvars\[[^\]]{0,200}\])\s*\[|\b(?:lookup|query|q)\(\s*['"](?:ansible\.builtin\.)?(?:vars|varnames)['"]\s*,|\blookup (?:vars|@root)\s)(?!\s*['"][^'"]*['"]\s*[\]),}])\s*(?:['"](?<start>\w+)['"]\s*[~+])?/g

/** What reads all variables at once: `hostvars[…]` or `vars` without the name of one. */
const ALL = /\bhostvars\[[^\]]{0,200}\](?!\s*[.[\]])|\{\{[^}]{0,500}\bvars\s*(?![\w.['"]|\s)/

/**
 * Finds the variables that a project reads. All words of its expressions and templates count, so a variable of which only the
 * name is in a text may count as read. If a variable is read whose name only the run knows, all names count that it may have.
 */
export function usedNames(
  files: readonly LintFile[],
  texts: readonly ProjectFile[],
): (name: string) => boolean {
  const words = new Set<string>()
  const starts = new Set<string>()
  const note = (text: string): void => {
    for (const { groups } of text.matchAll(BY_NAME)) starts.add(groups?.start ?? '')
    if (ALL.test(text)) starts.add('')
    for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) words.add(word)
  }
  for (const { source } of files) noteSource(source, false, note)
  for (const { text = '' } of texts) if (/\{\{|\{%/.test(text)) note(text)
  return name => words.has(name) || [...starts].some(start => name.startsWith(start))
}

function noteSource(source: Source, isExpression: boolean, note: (text: string) => void): void {
  if (source.kind === 'list') for (const item of source.items) noteSource(item, isExpression, note)
  else if (source.kind === 'map')
    for (const [key, { value }] of source.entries) {
      if (/\{\{|\{%/.test(key)) note(key)
      noteSource(value, EXPRESSIONS.has(key) || (isExpression && value.kind !== 'map'), note)
    }
  else if (typeof source.value === 'string') {
    const isRead = isExpression || source.tag === '!expr' || /\{\{|\{%/.test(source.value)
    if (isRead) note(source.value)
  }
}
