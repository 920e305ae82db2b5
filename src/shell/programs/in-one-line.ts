/** After these a command goes on in the next line. A bracket without its beginning is the end of a pattern of `case`. */
const UNFINISHED = /(?:^|[\s;])(?:then|else|do|in|\{|\(|&&|\|\||\||;;|&)$|^[^()]*\)$/

/**
 * The lines of a compacted shell program as one line. Each must end after a whole command, or after a word that more must
 * follow; `test/house/shell-programs.contract.test.ts` compares what bash reads before and after.
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
