import { ownValue } from '../base/own-value.ts'
import { FILTER_FUNCTIONS, FILTER_OPTIONS } from './filter-functions.ts'
import {
  call,
  constant,
  each,
  ITEM,
  not,
  path,
  type Term,
  type TermArguments,
  Untranslatable,
} from './term.ts'
import { TESTS_OF_ITEMS } from './tests.ts'
import { translateTest } from './translate-test.ts'
import { plainName } from './tree.ts'
import type { ValueType } from './types.ts'

/** The filtered value. */
interface Filtered {
  readonly of: Term
  /** Its type, if the expression determines it. */
  readonly type: ValueType | undefined
}

/** Translates a filter of Jinja that is applied to a term. Throws Untranslatable. */
export function translateFilter(name: string, filtered: Filtered, args: TermArguments): Term {
  const refuse = (): never => {
    throw new Untranslatable(`the filter \`${name}\``)
  }
  const other = ownValue(OTHERS, name)?.(filtered, args)
  if (other) return other
  const known = ownValue(FILTER_FUNCTIONS, name)
  const isNamed = [...args.named.keys()].every(key => ownValue(FILTER_OPTIONS, name)?.includes(key))
  if (!known || !isNamed) return refuse()
  const [helper, least, most] = known
  if (args.values.length < least || args.values.length > most) return refuse()
  const values = name === 'regex_replace' ? args.values.map(withoutDollars) : args.values
  return {
    kind: 'call',
    name: helper,
    args: [filtered.of, ...values],
    options: Object.fromEntries(args.named),
  }
}

/** Filters that another function replaces. Each returns undefined for arguments that the function does not take. */
const OTHERS: Readonly<Record<string, (filtered: Filtered, args: TermArguments) => Term | undefined>> = {
  default: defaulted,
  d: defaulted,
  join: ({ of }, { values: [separator = constant(''), ...more] }) =>
    more.length > 0 ? undefined : call('join', of, separator),
  list: ({ of, type }) => (type === 'list' ? of : undefined),
  safe: ({ of }) => of,
  // Python writes booleans with a capital letter.
  string: ({ of, type }) => (type === 'flag' ? undefined : call('string', of)),
  sha1: ({ of }) => call('hash', of, constant('sha1')),
  md5: ({ of }) => call('hash', of, constant('md5')),
  tojson: ({ of }, { values }) => (values.length === 0 ? call('json', of) : undefined),
  map: mapped,
  select: ({ of }, { values: [test, ...args] }) => selected(of, { test, args }),
  reject: ({ of }, { values: [test, ...args] }) => selected(of, { test, args, isNot: true }),
  selectattr: ({ of }, { values: [key, test, ...args] }) => selected(of, { key, test, args }),
  rejectattr: ({ of }, { values: [key, test, ...args] }) => selected(of, { key, test, args, isNot: true }),
}

/** Escapes `$` in a replacement, which is an ordinary character in Python. */
function withoutDollars(term: Term, index: number): Term {
  if (index !== 1 || term.kind !== 'constant' || typeof term.value !== 'string') return term
  return constant(term.value.replaceAll('$', '$$$$'))
}

/** Translates `default`. If its second argument is true, empty values are replaced too. */
function defaulted(
  { of }: Filtered,
  { values: [other, isForEmpty, ...more], named }: TermArguments,
): Term | undefined {
  const instead = other ?? named.get('default_value') ?? constant('')
  const forEmpty = isForEmpty ?? named.get('boolean') ?? constant(false)
  if (more.length > 0 || forEmpty.kind !== 'constant' || typeof forEmpty.value !== 'boolean') return undefined
  if (!forEmpty.value) return call('default', of, instead)
  return call('first_true', call('default', of, constant('')), instead)
}

function mapped({ of }: Filtered, { values: [name, ...args], named }: TermArguments): Term | undefined {
  const key = named.get('attribute')
  if (key && named.size === 1) return call('map', of, key)
  if (name?.kind !== 'constant' || typeof name.value !== 'string' || named.size > 0) return undefined
  const item = path(ITEM)
  const [from, ...keys] = args
  if (name.value === 'extract' && from)
    return each(
      'map',
      of,
      [item, ...keys].reduce<Term>((of, key) => ({ kind: 'item', of, key }), from),
    )
  const filtered = { of: item, type: undefined }
  return each('map', of, translateFilter(name.value, filtered, { values: args, named: new Map() }))
}

/**
 * The arguments of `select` and similar filters, which keep the items that pass a test, or whose value under a key
 * passes it.
 */
interface Selection {
  readonly key?: Term | undefined
  readonly test: Term | undefined
  readonly args: readonly Term[]
  /** Whether the items that fail the test are kept instead. */
  readonly isNot?: boolean
}

function selected(list: Term, { key, test, args, isNot = false }: Selection): Term | undefined {
  const name = test?.kind === 'constant' && typeof test.value === 'string' ? test.value : undefined
  if (test && name === undefined) return undefined
  if (key && !isNot && (!name || ['equalto', 'eq', '=='].includes(name)))
    return call('where', list, key, ...args)
  const helper = selectedByName(list, { key, name, args, isNot })
  // Without a test, items are kept by Jinja's truth, which no operator has for values of any type.
  if (name === undefined || (key && (key.kind !== 'constant' || /\./.test(String(key.value))))) return helper
  const item = path(ITEM)
  const value: Term = key ? { kind: 'item', of: item, key } : item
  const holds = translateTest(name, value, { values: args, named: new Map() })
  return { ...each('filter', list, isNot ? not(holds) : holds), helper }
}

/**
 * Translates a selection to a call of `select` or a similar function, which takes the test by name. Returns
 * undefined if it does not support the test.
 */
function selectedByName(
  list: Term,
  { key, name, args, isNot }: Omit<Selection, 'test'> & { readonly name: string | undefined },
): Term | undefined {
  const plain = name && plainName(name)
  if (plain !== undefined && TESTS_OF_ITEMS[plain] !== args.length) return undefined
  const helper = `${isNot ? 'reject' : 'select'}${key ? 'attr' : ''}`
  const named = plain === undefined ? [] : [constant(plain)]
  return call(helper, list, ...(key ? [key] : []), ...named, ...args)
}
