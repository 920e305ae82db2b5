import { InputError } from '../errors.ts'
import { type Helper, type Options, optionHelper, text, whole } from './helper.ts'
import { isTrue } from './lookup.ts'
import { DIGITS, LOWER, PUNCTUATION, UPPER } from './python/characters.ts'
import { pickerBelow, shuffled } from './random.ts'

/** Helpers that create random strings, like those of community.general. */
export const RANDOM_TEXT_HELPERS: Readonly<Record<string, Helper>> = {
  random_mac: optionHelper(
    'random_mac prefix [seed=]',
    'a random MAC address that begins with a prefix such as `52:54:00`; with a `seed`, the result is always the same',
    ([prefix], { seed = null }) => randomMac(text('random_mac', prefix), seed),
  ),
  random_string: optionHelper(
    'random_string [length=] [upper=] [lower=] [numbers=] [special=] [min_upper=] [min_lower=] [min_numeric=] [min_special=] [override_special=] [override_all=] [base64=]',
    'a new random string each time, with 8 or `length` characters; `upper`, `lower`, `numbers` and `special` select the kinds of characters; `min_…` is the minimum number of characters of a kind; `override_special` and `override_all` replace the sets of characters',
    (_, options) => randomString(options),
  ),
}

/** The range from which Python's `randint` draws the ten hexadecimal digits. */
const LEAST = 0x10_0000_0000
const COUNT = 0xff_ffff_ffff - LEAST + 1

function randomMac(prefix: string, seed: unknown): string {
  const bytes = prefix.toLowerCase().split(':')
  const wrong = bytes.find(byte => !/^[\da-f]{2}/.test(byte))
  if (wrong !== undefined || bytes.length > 5) {
    throw new InputError(
      `\`random_mac\` takes one to five bytes in hexadecimal digits, such as \`52:54:00\`, got \`${prefix}\``,
    )
  }
  const digits = (LEAST + pickerBelow(seed)(COUNT)).toString(16).slice(0, 2 * (6 - bytes.length))
  return `${prefix.toLowerCase()}${digits.replace(/../g, ':$&')}`
}

/** The maximum length of a random string; a longer one is surely a mistake. */
const LONGEST = 100_000

function randomString(options: Options): string {
  const length = whole('random_string', options.length ?? 8)
  const isGiven = (name: string): boolean => isTrue(options[name] ?? true)
  const special = options.override_special ? text('random_string', options.override_special) : PUNCTUATION
  const all = [
    isGiven('upper') ? UPPER : '',
    isGiven('lower') ? LOWER : '',
    isGiven('numbers') ? DIGITS : '',
    isGiven('special') ? special : '',
  ]
  const only = options.override_all ? text('random_string', options.override_all) : undefined
  const least = only === undefined ? leastOf(options, special) : []
  const taken = least.reduce((sum, [count]) => sum + count, 0)
  if (length < 0 || Math.max(length, taken) > LONGEST)
    throw new InputError(`\`length\` of \`random_string\` must be at most ${LONGEST}, got \`${length}\``)
  const picked = [...least, [length - taken, only ?? all.join('')] as const].flatMap(([count, from]) =>
    pick(count, [...from]),
  )
  const password = shuffled(picked, pickerBelow(null)).join('')
  return isTrue(options.base64) ? Buffer.from(password).toString('base64') : password
}

/** Returns the minimum number of characters of each kind. */
function leastOf(options: Options, special: string): (readonly [count: number, from: string])[] {
  const kinds: readonly (readonly [string, string])[] = [
    ['min_numeric', DIGITS],
    ['min_lower', LOWER],
    ['min_upper', UPPER],
    ['min_special', special],
  ]
  return kinds.map(([name, from]) => [Math.max(0, whole('random_string', options[name] ?? 0)), from] as const)
}

function pick(count: number, from: readonly string[]): string[] {
  if (count <= 0) return []
  if (from.length === 0) throw new InputError('`random_string` has no characters to choose from')
  const pickBelow = pickerBelow(null)
  return Array.from({ length: count }, () => from[pickBelow(from.length)] ?? '')
}
