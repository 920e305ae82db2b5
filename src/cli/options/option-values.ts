import { InvalidArgumentError } from 'commander'

/** Collects the values of an option that may be repeated. */
export function collect(value: string, all: string[]): string[] {
  return [...all, value]
}

/** Reads a whole number above 0. Throws InvalidArgumentError. */
export function positive(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('expected a whole number above 0.')
}
