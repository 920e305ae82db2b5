import { readFileSync } from 'node:fs'
import { escapeControl } from '../../base/escape-control.ts'
import { controllerErrorOf, InputError, InputErrors, showPlace } from '../../errors.ts'
import { hideSecretTags, isNoText } from '../../report/task-source.ts'

type Mask = (text: string) => string

/**
 * Prints an error: what is wrong, where, with that line of the file, and what to do next; all of it masked. An
 * unknown error is printed with its stack.
 */
export function printError(error: unknown, stream: NodeJS.WritableStream, mask: Mask = text => text): void {
  const lack = controllerErrorOf(error)
  if (error instanceof InputErrors) {
    for (const each of error.errors) printError(each, stream, mask)
    if (error.errors.length > 1) stream.write(`${error.errors.length} errors; no host was contacted\n`)
  } else if (error instanceof InputError) {
    stream.write(`${mask(describe(error, mask).map(escapeControl).join('\n'))}\n`)
  } else if (lack) {
    stream.write(`${escapeControl(mask(`error: ${lack.message}\n  hint: ${lack.hint}`))}\n`)
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    // safety: secrets are masked in printed errors
    const lines = mask(stack).split('\n').map(escapeControl)
    stream.write(`internal error; please report it\n${lines.join('\n')}\n`)
  }
}

/** Prints each warning in the format of errors; after those about tasks, a line that explains when they matter. */
export function printWarnings(
  { others, ofTasks }: { readonly others: readonly InputError[]; readonly ofTasks: readonly InputError[] },
  stream: NodeJS.WritableStream,
  mask: Mask = text => text,
): void {
  for (const each of [...others, ...ofTasks])
    stream.write(`${mask(describe(each, mask, 'warning').map(escapeControl).join('\n'))}\n`)
  if (ofTasks.length > 0) stream.write('these tasks fail only on hosts that reach them\n')
}

function describe({ message, place, hint }: InputError, mask: Mask, kind = 'error'): string[] {
  const line = place ? sourceLine(place) : []
  // Some messages already contain the line, for input that does not come from a file.
  const isShown = line[0] !== undefined && message.includes(`${line[0].trim()}\n`)
  return [
    // Masked before its lines are indented: a secret of several lines would not be found afterwards.
    `${kind}: ${mask(message).split('\n').join('\n  ')}`,
    ...(place ? [`  at ${showPlace(place)}`, ...(isShown ? [] : line)] : []),
    ...(hint === undefined ? [] : [`  hint: ${mask(hint)}`]),
  ]
}

function sourceLine({ file, line, column }: { file: string; line: number; column: number }): string[] {
  try {
    const text = readFileSync(file, 'utf8').split('\n')[line - 1]
    if (text === undefined || text.trim() === '' || text.length > 200 || isNoText(text)) return []
    const shown = hideSecretTags(text)
    // A tab is shown as one column, as the position of the caret assumes.
    return [`    ${shown.replaceAll('\t', ' ').trimEnd()}`, `    ${' '.repeat(column - 1)}^`]
  } catch {
    // The place may be the command line, which is not a file.
    return []
  }
}
