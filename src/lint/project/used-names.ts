import type { Source } from '../../errors.ts'
import type { ProjectFile } from '../../project/project-files.ts'
import type { LintFile } from './lint-file.ts'

/** Keys whose value is an expression or the name of a variable, wherever they are used. */
const EXPRESSIONS = new Set([
  ...['when', 'until', 'changed_when', 'failed_when', 'that', 'var', 'compose', 'groups', 'key'],
])

/**
 * Matches expressions that read a variable whose name is known only during the run: `vars[…]`, `hostvars[…][…]`,
 * `lookup('vars', …)`, `lookup vars …`. The group `start` is a literal prefix of the name.
 */
const BY_NAME =
  /(?:\b(?:vars|hostvars\[[^\]]{0,200}\])\s*\[|\b(?:lookup|query|q)\(\s*['"](?:ansible\.builtin\.)?(?:vars|varnames)['"]\s*,|\blookup (?:vars|@root)\s)(?!\s*['"][^'"]*['"]\s*[\]),}])\s*(?:['"](?<start>\w+)['"]\s*[~+])?/g

/** Matches expressions that read all variables at once: `hostvars[…]` or `vars` without the name of a variable. */
const ALL = /\bhostvars\[[^\]]{0,200}\](?!\s*[.[\]])|\{\{[^}]{0,500}\bvars\s*(?![\w.['"]|\s)/

/**
 * Returns a function that checks whether the project reads a variable. All words in expressions and templates count,
 * so a word in their text may count as a variable too. If a name is known only during the run, all names count that
 * it may be.
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
