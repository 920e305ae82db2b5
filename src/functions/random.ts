import { randomInt } from 'node:crypto'
import { unboxed } from '../base/float.ts'
import { ownValue } from '../base/own-value.ts'
import { InputError } from '../errors.ts'
import { isList, kindOf } from '../values/plain.ts'
import { type Helper, list, number, optionHelper, text, whole } from './helper.ts'
import { md5Crypt, randomSalt, shaCrypt } from './python/crypt.ts'
import { PythonRandom } from './python/random.ts'

/** Helpers that choose at random. With a seed, they return the same result each time, which is also Ansible's. */
export const RANDOM_HELPERS: Readonly<Record<string, Helper>> = {
  random: optionHelper(
    'random value [start=] [step=] [seed=]',
    'a random item of a list, or a random whole number from 0 or `start` up to but not including the value; with a `seed` such as `inventory_hostname`, the result is always the same',
    ([value], options) => random(value, options),
  ),
  shuffle: optionHelper(
    'shuffle list [seed=]',
    'the items of the list in random order; with a `seed`, the order is always the same',
    ([items], { seed }) =>
      shuffled(list('shuffle', items), pickerBelow(seed === '' || seed === 0 ? null : seed)),
  ),
  password_hash: optionHelper(
    'password_hash text [hashtype=] [salt=] [salt_size=] [rounds=]',
    'the hash of a password for `/etc/shadow`: `sha512` (default), `sha256` or `md5`; with a `salt`, the result is always the same',
    ([value], options) => passwordHash(text('password_hash', value), options),
  ),
}

type PickBelow = (end: number) => number

/** Returns a function that picks a whole number below another. With a seed, it always picks the same sequence. */
export function pickerBelow(seed: unknown): PickBelow {
  if (seed === undefined || seed === null) return end => randomInt(end)
  const source = new PythonRandom(typeof seed === 'string' ? seed : whole('random', seed))
  return end => source.below(end)
}

function random(given: unknown, { start, step, seed }: Readonly<Record<string, unknown>>): unknown {
  const pickBelow = pickerBelow(seed)
  const value = unboxed(given)
  if (isList(value) || typeof value === 'string') {
    const items = typeof value === 'string' ? [...value] : value
    if (start || step) throw new InputError('`start` and `step` of `random` are for whole numbers')
    if (items.length === 0) throw new InputError('`random` takes a list with items, got an empty one')
    return items[pickBelow(items.length)]
  }
  if (typeof value !== 'number')
    throw new InputError(`\`random\` takes a list or a number, got ${kindOf(value)}`)
  const [from, by] = [whole('random', start || 0), whole('random', step || 1)]
  const count = Math.ceil((whole('random', value) - from) / by)
  if (count < 1) throw new InputError(`\`random\` has no number from ${from} to ${value}`)
  return from + by * pickBelow(count)
}

/** Returns the items in random order. */
export function shuffled<T>(items: readonly T[], pickBelow: PickBelow): T[] {
  const all = [...items]
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = pickBelow(at + 1)
    ;[all[at], all[other]] = [all[other] as T, all[at] as T]
  }
  return all
}

const NAMES: Readonly<Record<string, 'sha512' | 'sha256' | 'md5'>> = {
  sha512: 'sha512',
  sha512_crypt: 'sha512',
  sha256: 'sha256',
  sha256_crypt: 'sha256',
  md5: 'md5',
  md5_crypt: 'md5',
}

/** The maximum number of characters of a salt. */
function longestSalt(algorithm: 'sha512' | 'sha256' | 'md5'): number {
  return algorithm === 'md5' ? 8 : 16
}

/** Returns a random salt of the maximum length for a type of hash. */
export function saltFor(type: string): string {
  const algorithm = ownValue(NAMES, type)
  return randomSalt(longestSalt(algorithm ?? 'sha512'))
}

/** The maximum number of rounds: more take seconds, during which nothing else happens. */
const MOST_ROUNDS = 1_000_000

/** Hashes a password for `/etc/shadow`, as Ansible's filter `password_hash` does with the same options. Throws InputError. */
export function passwordHash(password: string, options: Readonly<Record<string, unknown>>): string {
  const type = text('password_hash', options.hashtype ?? 'sha512')
  const algorithm = ownValue(NAMES, type)
  if (!algorithm) {
    throw new InputError(`\`password_hash\` knows \`sha512\`, \`sha256\` and \`md5\`, got \`${type}\``, {
      hint: 'hash it with another program, and keep the hash as a secret',
    })
  }
  if (password.includes('\0')) throw new InputError('a password cannot hold the character NUL')
  const longest = longestSalt(algorithm)
  const given = text('password_hash', options.salt ?? '')
  const salt = given === '' ? randomSalt(whole('password_hash', options.salt_size ?? longest)) : given
  if (!/^[./0-9A-Za-z]*$/.test(salt) || salt.length > longest)
    throw new InputError(`the salt of \`${algorithm}\` has up to ${longest} letters, digits, \`.\` and \`/\``)
  if (algorithm === 'md5') return md5Crypt(password, salt)
  const rounds =
    options.rounds === undefined || options.rounds === null ? undefined : number('rounds', options.rounds)
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds >= 1000 && rounds <= MOST_ROUNDS))
    throw new InputError(`\`rounds\` must be a whole number from 1000 to ${MOST_ROUNDS}, got \`${rounds}\``)
  return shaCrypt(algorithm, password, salt, rounds)
}
