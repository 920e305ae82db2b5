import { GIVEN_NAMES } from '../../base/builtin-names.ts'
import { InputError, type Source } from '../../errors.ts'
import { readName } from './values.ts'

/** Names that `register` cannot use, because the variable would hide another or be hidden by it. */
export const RESERVED_FOR_REGISTER = ['environment', 'facts', 'item']

/** Reserved words that an expression cannot use as a name. Source: the CEL specification, "Syntax", RESERVED. */
export const RESERVED = [
  'as',
  'break',
  'const',
  'continue',
  'else',
  'false',
  'for',
  'function',
  'if',
  'import',
  'in',
  'let',
  'loop',
  'namespace',
  'null',
  'package',
  'return',
  'true',
  'var',
  'void',
  'while',
]

/**
 * Returns the name of the variable for a result. Throws InputError if expressions cannot refer to it, or if Drover
 * sets it itself.
 */
export function readRegister(key: string, source: Source): string {
  const name = readName(key, source)
  if (RESERVED_FOR_REGISTER.includes(name) || GIVEN_NAMES.has(name)) {
    throw new InputError(`\`register\` cannot take \`${name}\`: Drover sets this variable itself`, {
      place: source.place,
      hint: `such as \`${name}_result\``,
    })
  }
  if (RESERVED.includes(name)) {
    throw new InputError(`\`register\` cannot take \`${name}\`: it is not a valid name in an expression`, {
      place: source.place,
      hint: `such as \`${name}_result\``,
    })
  }
  return name
}
