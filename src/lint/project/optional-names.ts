import type { ProjectFile } from '../../project/project-files.ts'

/** Expressions that give a variable a default or test whether it exists, before and after its name. */
const BEFORE =
  /\b(?:default|defined|mandatory|undef)\s*\(?\s*['"]?([A-Za-z_]\w*)|\{\{[#^]?(?:if|unless)\s+([A-Za-z_]\w*)/g
const AFTER =
  /\b([A-Za-z_]\w*)\b(?:[.[\]'"][\w.[\]'"]{0,200})?\s*(?:\|\s*(?:default|d|mandatory)\b|(?:is|is\s+not)\s+(?:un)?defined\b)/g
const IN_VARS =
  /['"]([A-Za-z_]\w*)['"]\s+(?:not\s+)?in\s+(?:vars|hostvars)\b|\bvars(?:\.get\(|\[)\s*['"]([A-Za-z_]\w*)/g

/** A file with the argument specs of a role: its options are variables that users of the role set. */
const SPECS = /(^|\/)meta\/argument_specs\.\w+$|(^|\/)meta\/main\.\w+$/

/** Finds the variables that need not be defined, because some text in the project tests whether they exist. */
export function optionalNames(files: readonly ProjectFile[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { path, text = '' } of files) {
    for (const pattern of [BEFORE, AFTER, IN_VARS])
      for (const [, one, other] of text.matchAll(pattern)) found.add(one ?? other ?? '')
    if (SPECS.test(path)) for (const [, key = ''] of text.matchAll(/^\s+(\w+):/gm)) found.add(key)
  }
  return found
}
