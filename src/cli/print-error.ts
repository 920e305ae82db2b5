import { readFileSync } from 'node:fs'
import { InputError, InputErrors, showPlace } from '../errors.ts'

/** Says what is wrong, where, with the line itself, and what to do next; an unknown error keeps its stack. */
export function printError(error: unknown, stream: NodeJS.WritableStream): void {
  if (error instanceof InputErrors) {
    for (const each of error.errors) printError(each, stream)
    if (error.errors.length > 1) stream.write(`${error.errors.length} errors; no host was contacted\n`)
  } else if (error instanceof InputError) {
    stream.write(`${describe(error).join('\n')}\n`)
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    stream.write(`error: this should not have happened; please report it\n${stack}\n`)
  }
}

function describe({ message, place, hint }: InputError): string[] {
  return [
    `error: ${message.split('\n').join('\n  ')}`,
    ...(place ? [`  at ${showPlace(place)}`, ...sourceLine(place)] : []),
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
  ]
}

function sourceLine({ file, line, column }: { file: string; line: number; column: number }): string[] {
  try {
    const text = readFileSync(file, 'utf8').split('\n')[line - 1]
    if (text === undefined || text.trim() === '' || text.length > 200) return []
    return [`    ${text}`, `    ${' '.repeat(column - 1)}^`]
  } catch {
    // The place may be the command line itself.
    return []
  }
}
