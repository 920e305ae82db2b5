import { joinShell, ShellText } from './quote.ts'

/** A text that a command reads from one of its file descriptors. */
export interface HereDocument {
  readonly descriptor: number
  readonly text: string
  /** A variable of the shell whose value is a line before the text. */
  readonly firstLine?: string
}

/**
 * A command that reads texts from its file descriptors: in no list of processes, whatever the shell. Each text ends with a line break.
 * Throws TypeError if a text has a NUL byte.
 */
export function withHereDocuments(command: ShellText, documents: readonly HereDocument[]): ShellText {
  const operators = documents.map(document => {
    const { descriptor } = document
    return new ShellText(`${descriptor}<<${wordOf(document)}`)
  })
  const bodies = documents.map(document => new ShellText(`${bodyOf(document)}${endOf(document)}`))
  return joinShell([joinShell([command, ...operators], ' '), ...bodies])
}

/** A line that the text does not have. */
function endOf({ text }: HereDocument): string {
  const lines = new Set(text.split('\n'))
  let end = 'DROVER_END'
  while (lines.has(end)) end += '_'
  return end
}

/** The end as the operator has it: if it is quoted, the shell expands nothing. */
function wordOf(document: HereDocument): string {
  const end = endOf(document)
  return document.firstLine === undefined ? `'${end}'` : end
}

function bodyOf({ text, firstLine }: HereDocument): string {
  if (text.includes('\0')) throw new TypeError('a NUL byte cannot be part of a here-document')
  const lines = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return firstLine === undefined ? lines : `$${firstLine}\n${lines.replace(/[\\$`]/g, '\\$&')}`
}
