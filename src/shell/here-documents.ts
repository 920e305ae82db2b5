import { joinShell, ShellText } from './quote.ts'

/** A text that a command reads from one of its file descriptors. */
export interface HereDocument {
  readonly descriptor: number
  readonly text: string
}

/**
 * A command that reads texts from its file descriptors: in no list of processes, whatever the shell. Each text ends with a line break.
 * Throws TypeError if a text has a NUL byte.
 */
export function withHereDocuments(command: ShellText, documents: readonly HereDocument[]): ShellText {
  const ends = documents.map(({ text }) => endOf(text))
  const operators = documents.map(
    ({ descriptor }, nth) => new ShellText(`${descriptor}<<'${ends[nth] ?? ''}'`),
  )
  const bodies = documents.map(({ text }, nth) => new ShellText(`${bodyOf(text)}${ends[nth] ?? ''}`))
  return joinShell([joinShell([command, ...operators], ' '), ...bodies])
}

/** A line that the text does not have. */
function endOf(text: string): string {
  const lines = new Set(text.split('\n'))
  let end = 'DROVER_END'
  while (lines.has(end)) end += '_'
  return end
}

function bodyOf(text: string): string {
  if (text.includes('\0')) throw new TypeError('a NUL byte cannot be part of a here-document')
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
