import type { Jinja } from '../../jinja/tree.ts'
import { isOnly, type Kind, maybe, type Shape } from '../shapes/shape.ts'
import { showJinja } from './show-jinja.ts'

/** A reason why a translation may behave differently from the original, as a sentence. */
export type Doubt = string

const NAMES: Readonly<Record<Kind, string>> = {
  text: 'text',
  whole: 'a number',
  fraction: 'a number with a fraction',
  flag: 'true or false',
  null: 'null',
  list: 'a list',
  map: 'a map',
}

/** Returns the doubt in a list, or an empty list if `isSure`. */
export function doubtUnless(isSure: boolean, doubt: Doubt): Doubt[] {
  return isSure ? [] : [doubt]
}

/** Returns a doubt if a value may be of another kind than `kinds`, for which both languages behave the same. */
export function kindDoubt(node: Jinja, shape: Shape, kinds: readonly Kind[], what: string): Doubt[] {
  const others = [...shape.kinds].filter(kind => !kinds.includes(kind))
  return doubtUnless(others.length === 0, `\`${showJinja(node)}\` ${what}, and may be ${listed(others)}`)
}

/** Returns a doubt if a value may be of a kind that Python converts to text differently. */
export function textDoubt(node: Jinja, shape: Shape): Doubt[] {
  const others = [...shape.kinds].filter(kind => kind !== 'text' && kind !== 'whole')
  return doubtUnless(
    others.length === 0,
    `\`${showJinja(node)}\` may be ${listed(others)}, which Python writes in its own way`,
  )
}

/**
 * Returns a doubt if a value may be an empty map, which is false only in Jinja. There is none if it is certainly a
 * map, whose size is then compared instead.
 */
export function emptyMapDoubt(node: Jinja, shape: Shape): Doubt[] {
  return doubtUnless(
    isOnly(shape, 'map') || !maybe(shape, 'map'),
    `\`${showJinja(node)}\` may not be a boolean: an empty map is true here, and false in Jinja`,
  )
}

function listed(kinds: readonly Kind[]): string {
  // The project does not determine the kind.
  if (kinds.length > 4) return 'anything'
  const words = kinds.map(kind => NAMES[kind])
  const last = words.pop() ?? ''
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`
}
