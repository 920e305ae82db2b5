import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { RunFormat } from '../../run.ts'

/** One `-o`: a format, and the file that the report goes to; without a file, it goes to standard output. */
export interface Output<Format extends string = RunFormat> {
  readonly format: Format
  /** An absolute path. */
  readonly file?: string
}

/** Formats that only make sense where someone, or the CI system, reads along. */
const LIVE_FORMATS = ['tree', 'github']

/** Collects the values of a repeated `-o FORMAT[:FILE]`. Throws InvalidArgumentError for an unknown format and for outputs that mix. */
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

/** Reads `FORMAT[:FILE]`; the file is relative to `folder`. Throws InvalidArgumentError. */
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

/** An output as it is written. */
export function writeOutput({ format, file }: Output<string>): string {
  return file === undefined ? format : `${format}:${file}`
}
