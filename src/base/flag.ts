import { InputError, type Place } from '../errors.ts'
import { unboxed } from './float.ts'

/** Words for true and false, as users of YAML 1.1 and Ansible write them. */
const TRUE_WORDS: readonly string[] = ['true', 'yes', 'on']
const FALSE_WORDS: readonly string[] = ['false', 'no', 'off']

/**
 * Returns the boolean for true, false, or a word for one of them in upper or lower case; undefined for any other
 * value.
 */
export function parseFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return undefined
  const word = value.trim().toLowerCase()
  if (TRUE_WORDS.includes(word)) return true
  return FALSE_WORDS.includes(word) ? false : undefined
}

/**
 * Returns the boolean for a value in an Ansible playbook, where also `y`, `t`, `1` and their opposites count, as
 * words and as numbers.
 */
export function parseAnsibleFlag(value: unknown): boolean | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : unboxed(value)
  return parseFlag(word) ?? ANSIBLE_WORDS.get(word)
}

const ANSIBLE_WORDS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...['y', 't', '1', 1].map(word => [word, true] as const),
  ...['n', 'f', '0', 0].map(word => [word, false] as const),
])

/** Returns the boolean for the value of an Ansible keyword or setting. Throws InputError if it is not a boolean. */
export function mustBeFlag(name: string, value: unknown, place?: Place): boolean {
  const flag = parseAnsibleFlag(value)
  if (flag !== undefined) return flag
  throw new InputError(`\`${name}\` must be true or false, got \`${String(value)}\``, { place })
}

/** The values that Ansible lists in an error for a value that is not a boolean. Ansible lists them in random order. */
export const VALID_BOOLEANS =
  "Valid booleans include: 0, 1, '0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'"
