/**
 * The end of a line whose command continues in the next line. A closing bracket without an opening one ends a pattern
 * of `case`.
 */
const UNFINISHED = /(?:^|[\s;])(?:then|else|do|in|\{|\(|&&|\|\||\||;;|&)$|^[^()]*\)$/

/**
 * Joins the lines of a compacted shell program to one line. Each line must end after a complete command, or after a
 * word that something must follow. `test/house/shell-programs.contract.test.ts` checks that bash reads the same
 * commands before and after.
 */
export function inOneLine(program: string): string {
  const lines = program.split('\n')
  const joined = lines.map((line, at) => {
    const next = lines[at + 1]
    if (next === undefined) return line
    return UNFINISHED.test(line) || next === ';;' ? `${line} ` : `${line}; `
  })
  return joined.join('')
}
