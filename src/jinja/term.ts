import type { KnownType, ValueType } from './types.ts'

/** An expression in Drover's own functions, before it is written out for a template or in CEL. */
export type Term =
  | { readonly kind: 'path'; readonly name: string; readonly type?: KnownType | undefined }
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Term[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Term, Term])[] }
  | {
      readonly kind: 'item'
      readonly of: Term
      readonly key: Term
      readonly type?: KnownType | undefined
    }
  /** Of a helper, or of an operator under the helper's name. */
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Term[]
      readonly options?: Readonly<Record<string, Term>>
    }
  /** Numbers, texts or lists, if the type is known. */
  | { readonly kind: 'plus'; readonly left: Term; readonly right: Term; readonly type?: ValueType }
  | { readonly kind: 'minus'; readonly of: Term }
  /** Whether a value is of one of these types of CEL's. */
  | { readonly kind: 'type'; readonly of: Term; readonly types: readonly string[] }
  /** A list made by an expression of each item, or filtered by one; `helper` is a call that gives the same. */
  | {
      readonly kind: 'each'
      readonly how: 'map' | 'filter'
      readonly of: Term
      readonly body: Term
      readonly helper?: Term | undefined
    }

/** The arguments of a call, filter or test. */
export interface TermArguments {
  readonly values: readonly Term[]
  readonly named: ReadonlyMap<string, Term>
}

/** What no function of Drover's does; its message names it. */
export class Untranslatable extends Error {}

export function path(name: string): Term {
  return { kind: 'path', name }
}

export function constant(value: string | number | boolean | null): Term {
  return { kind: 'constant', value }
}

export function call(name: string, ...args: readonly Term[]): Term {
  return { kind: 'call', name, args }
}

/** The opposite; of a comparison of equality, as one. */
export function not(term: Term): Term {
  const [first] = term.kind === 'call' ? term.args : []
  if (term.kind !== 'call' || !first) return call('not', term)
  if (term.name === 'not') return first
  const opposite = { eq: 'ne', ne: 'eq' }[term.name]
  return opposite === undefined ? call('not', term) : call(opposite, ...term.args)
}

/** The name of the item in an expression per item; an expression that already uses this name is not translated. */
export const ITEM = 'it'

/** A term made of each item of a list. Throws Untranslatable for a loop in a loop, since both items would have the same name. */
export function each(how: 'map' | 'filter', of: Term, body: Term): Term & { readonly kind: 'each' } {
  if (JSON.stringify(body).includes('"kind":"each"')) throw new Untranslatable('a nested loop')
  return { kind: 'each', how, of, body }
}
