import { joinShell, ShellText } from './quote.ts'

/** Text that a command reads from one of its file descriptors. */
export interface HereDocument {
  readonly descriptor: number
  readonly text: string
  /** A shell variable whose value is inserted as a line before the text. */
  readonly firstLine?: string
}

/**
 * Returns a command that reads text from its file descriptors. The text never appears in a list of processes,
 * whatever the shell. Each text ends with a line break. Throws TypeError if one has a NUL byte.
 */
export function withHereDocuments(command: ShellText, documents: readonly HereDocument[]): ShellText {
  const operators = documents.map(document => {
    const { descriptor } = document
    return new ShellText(`${descriptor}<<${wordOf(document)}`)
  })
  const bodies = documents.map(document => new ShellText(`${bodyOf(document)}${endOf(document)}`))
  return joinShell([joinShell([command, ...operators], ' '), ...bodies])
}

/** Returns an end marker that is not a line of the text. */
function endOf({ text }: HereDocument): string {
  const lines = new Set(text.split('\n'))
  let end = 'DROVER_END'
  while (lines.has(end)) end += '_'
  return end
}

/** Returns the end marker for the operator. If it is quoted, the shell expands nothing in the text. */
function wordOf(document: HereDocument): string {
  const end = endOf(document)
  return document.firstLine === undefined ? `'${end}'` : end
}

function bodyOf({ text, firstLine }: HereDocument): string {
  if (text.includes('\0')) throw new TypeError('a NUL byte cannot be part of a here-document')
  const lines = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return firstLine === undefined ? lines : `$${firstLine}\n${lines.replace(/[\\$`]/g, '\\$&')}`
}
