import { InputError, type Place } from '../errors.ts'

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

/** The same of a keyword or setting that is one of them. Throws InputError if it is neither. */
export function mustBeFlag(name: string, value: unknown, place?: Place): boolean {
  const flag = parseFlag(value)
  if (flag !== undefined) return flag
  throw new InputError(`\`${name}\` must be true or false, got \`${String(value)}\``, { place })
}
