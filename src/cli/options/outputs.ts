import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { RunFormat } from '../../run.ts'

/**
 * The value of one option `-o`: a format and the file for the report; without a file, it is written to standard
 * output.
 */
export interface Output<Format extends string = RunFormat> {
  readonly format: Format
  /** An absolute path. */
  readonly file?: string
}

/** Formats that are only useful while a user or a CI system reads along. */
const LIVE_FORMATS = ['tree', 'github']

/**
 * Returns the parser of a repeatable option `-o FORMAT[:FILE]`. It throws InvalidArgumentError for an unknown format,
 * and for two outputs to the same place.
 */
export function collectOutputs<Format extends string>(
  formats: readonly Format[],
  folder?: string,
): (written: string, before: readonly Output<Format>[] | undefined) => readonly Output<Format>[] {
  return (written, before = []) => {
    const output = readOutput(written, formats, folder)
    const other = before.find(({ file }) => file === output.file)
    if (other === undefined) return [...before, output]
    throw new InvalidArgumentError(
      output.file === undefined
        ? `\`${other.format}\` already goes to standard output: name a file for one of them, such as \`${written}:FILE\`.`
        : `\`${other.format}\` already goes to that file.`,
    )
  }
}

/** Parses `FORMAT[:FILE]`; the file is relative to `folder`. Throws InvalidArgumentError. */
export function readOutput<Format extends string>(
  written: string,
  formats: readonly Format[],
  folder = process.cwd(),
): Output<Format> {
  const [, name, file] = /^([^:]*)(?::(.*))?$/s.exec(written) ?? []
  const format = formats.find(each => each === name)
  if (format === undefined)
    throw new InvalidArgumentError(
      `Allowed choices are ${formats.join(', ')}; a file goes after the format, as in \`junit:report.xml\`.`,
    )
  if (file === undefined) return { format }
  if (file === '') throw new InvalidArgumentError(`there is no file after \`${format}:\`.`)
  if (LIVE_FORMATS.includes(format))
    throw new InvalidArgumentError(`\`${format}\` goes to standard output only; \`lines:${file}\` is a log.`)
  return { format, file: resolve(folder, file) }
}

/** Returns an output in the form of the option. */
export function writeOutput({ format, file }: Output<string>): string {
  return file === undefined ? format : `${format}:${file}`
}
