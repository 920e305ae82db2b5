import { toExtendedRegex } from '../../base/extended-regex.ts'
import { sh } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'

/**
 * Asks for the first line of a file that matches a Python regular expression; null if no line matches, or the file
 * does not exist.
 */
export function matchingLine(path: string, pattern: string): Probe<string | null> {
  return probe({
    title: `the line like ${pattern} in ${path}`,
    script: sh`LC_ALL=C grep -E -- ${toExtendedRegex(pattern)} ${path} 2>/dev/null | sed 1q`,
    answers: [0],
    parse: ({ stdout }) => (stdout.length === 0 ? null : stdout.toString().replace(/\n$/, '')),
  })
}
