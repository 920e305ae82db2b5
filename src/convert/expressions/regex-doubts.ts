import { compileRegex } from '../../base/python-regex.ts'
import type { Jinja } from '../../jinja/tree.ts'
import { type Doubt, doubtUnless } from './doubt-words.ts'
import { showJinja } from './show-jinja.ts'

/** Returns why a Python regular expression may match differently in Drover. */
export function regexDoubts(pattern: Jinja | undefined): Doubt[] {
  if (pattern === undefined) return []
  if (pattern.kind !== 'constant')
    return [
      `the regular expression \`${showJinja(pattern)}\` uses Python's syntax, and is known only during a run`,
    ]
  const text = String(pattern.value)
  if (!compiles(text)) return [`the regular expression \`${text}\` contains syntax that only Python supports`]
  return doubtUnless(
    !/\\[wWbBdDsS]/.test(text),
    `the regular expression \`${text}\`: \`\\w\`, \`\\b\`, \`\\d\` and \`\\s\` match ASCII here, and Unicode in Python`,
  )
}

function compiles(pattern: string): boolean {
  try {
    compileRegex(pattern)
    return true
  } catch {
    return false
  }
}
