/**
 * Returns a shell program without what only its readers need: comments, indentation and empty lines. Comments must
 * have lines of their own. The program may contain no here-document, and no string of several lines in which these
 * count: `test/house/shell-programs.contract.test.ts` compares what bash reads before and after.
 */
export function compactProgram(text: string): string {
  return text
    .split('\n')
    .map(line => line.trimStart())
    .filter(line => line !== '' && !line.startsWith('#'))
    .join('\n')
}
