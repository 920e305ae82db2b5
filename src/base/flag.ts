import { InputError, type Place } from '../errors.ts'
import { unboxed } from './float.ts'

/** Words for true and false, as YAML 1.1 and Ansible's users write them. */
const TRUE_WORDS: readonly string[] = ['true', 'yes', 'on']
const FALSE_WORDS: readonly string[] = ['false', 'no', 'off']

/** What true, false, or a word for one of them in capital or small letters stands for; undefined for any other value. */
export function parseFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return undefined
  const word = value.trim().toLowerCase()
  if (TRUE_WORDS.includes(word)) return true
  return FALSE_WORDS.includes(word) ? false : undefined
}

/** The same in Ansible, which also knows `y`, `t`, `1` and their opposites, as words and as numbers. */
export function parseAnsibleFlag(value: unknown): boolean | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : unboxed(value)
  return parseFlag(word) ?? ANSIBLE_WORDS.get(word)
}

const ANSIBLE_WORDS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...['y', 't', '1', 1].map(word => [word, true] as const),
  ...['n', 'f', '0', 0].map(word => [word, false] as const),
])

/** The same in Ansible of a keyword or setting that is one of them. Throws InputError if it is neither. */
export function mustBeFlag(name: string, value: unknown, place?: Place): boolean {
  const flag = parseAnsibleFlag(value)
  if (flag !== undefined) return flag
  throw new InputError(`\`${name}\` must be true or false, got \`${String(value)}\``, { place })
}
