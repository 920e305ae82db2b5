import { closeSync, openSync, writeSync } from 'node:fs'
import { InputError } from '../errors.ts'

/** A file to which a report is written. */
export interface OutputFile {
  readonly write: (text: string) => void
  readonly close: () => void
}

/**
 * Opens a file for a report and empties it, before the run starts. Throws InputError if it cannot be written. A later
 * failure does not stop the run: `warn` is called once, and the rest is not written.
 */
export function openOutputFile(file: string, warn: (message: string) => void): OutputFile {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'w')
  } catch (cause) {
    throw new InputError(`the report cannot be written to \`${file}\`: ${reasonOf(cause)}`, { cause })
  }
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  return {
    write: text => {
      if (descriptor === undefined) return
      try {
        writeAll(descriptor, Buffer.from(text))
      } catch (cause) {
        close()
        warn(`the report in \`${file}\` is incomplete: ${reasonOf(cause)}`)
      }
    },
    close,
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(descriptor, bytes, written, bytes.length - written)
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
