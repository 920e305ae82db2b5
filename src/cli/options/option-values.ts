import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'

/** Collects the values of an option that may be repeated. */
export function collect(value: string, all: string[]): string[] {
  return [...all, value]
}

/**
 * Returns the parser of a repeatable option whose values name files. `fileOf` returns the file of a value, or
 * undefined for a value without one. The parser throws InvalidArgumentError if the file does not exist, even if the
 * run would not need it.
 */
export function collectFiles(
  fileOf: (value: string) => string | undefined,
): (value: string, all: string[]) => string[] {
  return (value, all) => {
    const file = fileOf(value)
    if (file === undefined || existsSync(file)) return collect(value, all)
    throw new InvalidArgumentError(`there is no file \`${resolve(file)}\`.`)
  }
}

/** Parses an integer above 0. Throws InvalidArgumentError. */
export function positive(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('expected a whole number above 0.')
}
