import { GIVEN_NAMES } from '../../base/builtin-names.ts'
import { InputError, type Source } from '../../errors.ts'
import { readName } from './values.ts'

/** Names that a result would hide, or be hidden by. */
export const TAKEN = ['environment', 'facts', 'item']

/** Words that an expression cannot take for a name. Source: the CEL specification, "Syntax", RESERVED. */
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

/** The variable that a result goes to. Throws InputError if expressions could not refer to it, or it is taken. */
export function readRegister(key: string, source: Source): string {
  const name = readName(key, source)
  if (TAKEN.includes(name) || GIVEN_NAMES.has(name)) {
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
