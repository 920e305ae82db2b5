import type { KnownType, ValueType } from './types.ts'

/**
 * An expression that consists of Drover's own functions. It is then written as the content of a template or as CEL.
 */
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
  /** A call of a helper, or an operator under the helper's name. */
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Term[]
      readonly options?: Readonly<Record<string, Term>>
    }
  /** The sum of numbers, or the concatenation of strings or lists, if the type is known. */
  | { readonly kind: 'plus'; readonly left: Term; readonly right: Term; readonly type?: ValueType }
  | { readonly kind: 'minus'; readonly of: Term }
  /** Tests whether a value has one of these CEL types. */
  | { readonly kind: 'type'; readonly of: Term; readonly types: readonly string[] }
  /** A list with each item mapped or filtered by an expression. `helper` is a single call with the same result. */
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

/** Thrown for an expression that Drover's functions cannot express. The message names that part. */
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

/** Negates a term. The negation of an equality is an inequality. */
export function not(term: Term): Term {
  const [first] = term.kind === 'call' ? term.args : []
  if (term.kind !== 'call' || !first) return call('not', term)
  if (term.name === 'not') return first
  const opposite = { eq: 'ne', ne: 'eq' }[term.name]
  return opposite === undefined ? call('not', term) : call(opposite, ...term.args)
}

/** The name of the item in an expression per item. Expressions that already use this name are not translated. */
export const ITEM = 'it'

/**
 * Maps or filters a list by an expression per item. Throws Untranslatable for a loop in a loop, because both items
 * would have the same name.
 */
export function each(how: 'map' | 'filter', of: Term, body: Term): Term & { readonly kind: 'each' } {
  if (JSON.stringify(body).includes('"kind":"each"')) throw new Untranslatable('a nested loop')
  return { kind: 'each', how, of, body }
}
