import type { Jinja } from '../../jinja/tree.ts'
import { isOnly, type Kind, maybe, type Shape } from '../shapes/shape.ts'
import { showJinja } from './show-jinja.ts'

/** Why a translation may mean something else, as a sentence. */
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

/** The doubt as a list, which is empty if there is no reason for it. */
export function unless(isSure: boolean, doubt: Doubt): Doubt[] {
  return isSure ? [] : [doubt]
}

/** The doubt that a value may be of another kind than these, for which both languages do the same. */
export function mustBe(node: Jinja, shape: Shape, kinds: readonly Kind[], what: string): Doubt[] {
  const others = [...shape.kinds].filter(kind => !kinds.includes(kind))
  return unless(others.length === 0, `\`${showJinja(node)}\` ${what}, and may be ${listed(others)}`)
}

/** The doubt that Python writes a value into a text in another way. */
export function textDoubt(node: Jinja, shape: Shape): Doubt[] {
  const others = [...shape.kinds].filter(kind => kind !== 'text' && kind !== 'whole')
  return unless(
    others.length === 0,
    `\`${showJinja(node)}\` may be ${listed(others)}, which Python writes in its own way`,
  )
}

/** The doubt that a value may be an empty map, which is false in Jinja only. If it is surely a map, its size is compared instead. */
export function emptyMapDoubt(node: Jinja, shape: Shape): Doubt[] {
  return unless(
    isOnly(shape, 'map') || !maybe(shape, 'map'),
    `\`${showJinja(node)}\` may not be a boolean: an empty map is true here, and false in Jinja`,
  )
}

function listed(kinds: readonly Kind[]): string {
  // Nothing in the project says what it is.
  if (kinds.length > 4) return 'anything'
  const words = kinds.map(kind => NAMES[kind])
  const last = words.pop() ?? ''
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`
}
