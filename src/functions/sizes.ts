import { InputError } from '../errors.ts'
import { type Helper, number, optionHelper, text } from './helper.ts'
import { isTrue } from './lookup.ts'
import { fixed } from './python/text.ts'

/** Helpers for sizes such as `1.5 MB`. */
export const SIZE_HELPERS: Readonly<Record<string, Helper>> = {
  human_readable: optionHelper(
    'human_readable bytes [isbits=] [unit=]',
    'a size such as `1.50 MB`, in the largest suitable unit or in `unit`',
    ([value], { isbits = false, unit = null }) =>
      humanReadable(
        number('human_readable', value),
        isTrue(isbits),
        unit === null ? undefined : text('human_readable', unit),
      ),
  ),
  human_to_bytes: optionHelper(
    'human_to_bytes size [default_unit=] [isbits=]',
    'the number of bytes of a size such as `1.5M`; a number without a unit is in `default_unit`',
    ([value], { default_unit: unit = null, isbits = false }) =>
      humanToBytes(
        text('human_to_bytes', value),
        unit === null ? undefined : text('human_to_bytes', unit),
        isTrue(isbits),
      ),
  ),
}

/** The factor of each unit's letter, largest first. */
const UNITS: readonly (readonly [letter: string, size: number])[] = [
  ...[...'YZEPTGMK'].map((letter, index) => [letter, 1024 ** (8 - index)] as const),
  ['B', 1],
]

/**
 * Formats a size such as `1.50 MB`, in the given unit or the largest suitable one. Source: ansible-core,
 * `bytes_to_human`.
 */
export function humanReadable(size: number, isBits = false, unit?: string): string {
  const base = isBits ? 'bits' : 'Bytes'
  const isMeant = ([letter, limit]: readonly [string, number]): boolean =>
    unit === undefined ? size >= limit : unit.toUpperCase() === letter
  const [letter, limit] = UNITS.find(isMeant) ?? ['B', 1]
  return `${fixed(size / limit, 2)} ${limit === 1 ? base : letter + base.charAt(0)}`
}

/**
 * Returns the number of bytes, or bits, of a size such as `1.5M`. A number without a unit has the unit `otherwise`.
 * Throws InputError.
 */
export function humanToBytes(size: string, otherwise: string | undefined, isBits: boolean): number {
  const [, digits = '', written] = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(size) ?? []
  if (!/\d/.test(digits))
    throw new InputError(`\`human_to_bytes\` takes a size such as \`1.5M\`, got \`${size}\``)
  const unit = written ?? otherwise
  if (unit === undefined) return roundHalfEven(Number(digits))
  const letter = unit.charAt(0).toUpperCase()
  const found = UNITS.find(([each]) => each === letter)
  if (!found)
    throw new InputError(
      `\`human_to_bytes\` knows the units ${UNITS.map(([each]) => each).join(', ')}, got \`${unit}\``,
    )
  const [kind, name] = isBits ? ['b', 'bit'] : ['B', 'byte']
  if (unit.length > 1 && !unit.toLowerCase().includes(name ?? '') && unit.charAt(1) !== kind)
    throw new InputError(`\`human_to_bytes\` takes \`${letter}${kind}\` or \`${letter}\`, got \`${unit}\``)
  return roundHalfEven(Number(digits) * found[1])
}

/** Rounds as Python does: exact halves to the even number. */
function roundHalfEven(number: number): number {
  const down = Math.floor(number)
  if (number - down !== 0.5) return Math.round(number)
  return down % 2 === 0 ? down : down + 1
}
