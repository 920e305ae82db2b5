import { FILTER_FUNCTIONS, FILTER_OPTIONS } from './filter-functions.ts'
import { translateLookup } from './lookups.ts'
import { METHODS } from './methods.ts'
import { call, constant, not, path, type Term } from './term.ts'
import { PLAIN_TESTS, TESTS_OF_ITEMS, TESTS_WITH_VALUE, TRUTH_TESTS, VERSION_SIGNS } from './tests.ts'
import type { Arguments, Jinja } from './tree.ts'
import { typeOf } from './types.ts'

/** What no function of Drover's says; its message names it. */
export class Untranslatable extends Error {}

/** Says an expression of Jinja in Drover's own functions. Throws Untranslatable. */
export function translate(node: Jinja): Term {
  switch (node.kind) {
    case 'name':
      return { kind: 'path', name: node.name, ...(node.type === undefined ? {} : { type: node.type }) }
    case 'constant':
      return constant(node.value)
    case 'list':
      return { kind: 'list', items: node.items.map(translate) }
    case 'map':
      return { kind: 'map', entries: node.entries.map(([key, value]) => [translate(key), translate(value)]) }
    case 'item':
      return translateItem(node)
    case 'slice':
      return call('slice', translate(node.of), ...translateBounds(node.bounds))
    case 'call':
      return translateCall(node)
    case 'filter':
      return translateFilter(node.name, node.of, node.args)
    case 'test':
      return node.isNot
        ? not(translateTest(node.name, node.of, node.args))
        : translateTest(node.name, node.of, node.args)
    case 'not':
      return not(truth(node.of))
    case 'minus':
      return { kind: 'minus', of: translate(node.of) }
    case 'binary':
      return translateBinary(node)
    case 'if': {
      if (!node.no) throw new Untranslatable('`if` without `else`')
      return call('ternary', truth(node.test), translate(node.yes), translate(node.no))
    }
  }
}

/** An index from the end is the last item, or none that Drover has words for. */
function translateItem({ of, key, type }: Jinja & { readonly kind: 'item' }): Term {
  const typed = type === undefined ? {} : { type }
  if (key.kind !== 'minus') return { kind: 'item', of: translate(of), key: translate(key), ...typed }
  if (key.of.kind === 'constant' && key.of.value === 1) return call('last', translate(of))
  throw new Untranslatable('an index from the end')
}

/** A value as a condition: what is surely none is compared, as Jinja takes it for true unless it is empty. */
export function truth(node: Jinja): Term {
  const type = typeOf(node)
  const term = translate(node)
  if (type === 'text') return call('ne', term, constant(''))
  if (type === 'number') return call('ne', term, constant(0))
  if (type === 'list' || type === 'map') return call('ne', call('length', term), constant(0))
  return term
}

const SIGNS: Readonly<Record<string, string>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '-': 'sub',
  '/': 'div',
  '%': 'mod',
  '~': 'concat',
}

function translateBinary({ sign, left, right }: Jinja & { readonly kind: 'binary' }): Term {
  if (sign === 'and' || sign === 'or') return call(sign, truth(left), truth(right))
  const isFound = foundIn(sign, left, right)
  if (isFound) return isFound
  const [one, other] = [translate(left), translate(right)]
  if (sign === 'in') return call('contains', other, one)
  if (sign === 'not in') return not(call('contains', other, one))
  if (sign === '+') {
    const type = typeOf(left) ?? typeOf(right)
    return { kind: 'plus', left: one, right: other, ...(type === undefined ? {} : { type }) }
  }
  // `"=" * 20` repeats a text, and `"%s" % x` is a format.
  const isOfText = typeOf(left) === 'text' || typeOf(left) === 'list'
  if (sign === '*' && !isOfText) return call('mul', one, other)
  if (sign === '~' && one.kind === 'call' && one.name === 'concat') return call('concat', ...one.args, other)
  const name = SIGNS[sign]
  if (name === undefined || (isOfText && (sign === '%' || sign === '*')))
    throw new Untranslatable(`\`${sign}\``)
  return call(name, one, other)
}

/** `x.find(y) != -1` tests whether the part is contained. */
function foundIn(sign: string, left: Jinja, right: Jinja): Term | undefined {
  const isEnd = right.kind === 'minus' && right.of.kind === 'constant' && right.of.value === 1
  if (!isEnd || left.kind !== 'call' || left.of.kind !== 'item' || left.of.key.kind !== 'constant')
    return undefined
  const [part] = left.args.values
  if (left.of.key.value !== 'find' || !part || left.args.values.length > 1) return undefined
  const found = call('contains', translate(left.of.of), translate(part))
  if (sign === '!=' || sign === '>') return found
  return sign === '==' ? not(found) : undefined
}

/** Filters that take their place in other words. */
const OTHERS: Readonly<
  Record<string, (of: Jinja, values: readonly Jinja[], args: Arguments) => Term | undefined>
> = {
  default: defaulted,
  d: defaulted,
  join: (of, [separator, ...more]) =>
    more.length > 0
      ? undefined
      : call('join', translate(of), separator ? translate(separator) : constant('')),
  list: of => {
    const term = translate(of)
    return typeOf(of) === 'list' ? term : undefined
  },
  safe: of => translate(of),
  // Python writes them with a capital.
  string: of => (typeOf(of) === 'flag' ? undefined : call('string', translate(of))),
  sha1: of => call('hash', translate(of), constant('sha1')),
  md5: of => call('hash', translate(of), constant('md5')),
  tojson: (of, values) => (values.length === 0 ? call('json', translate(of)) : undefined),
  map: mapped,
  select: (of, [test, ...args]) => selected(of, undefined, test, args, false),
  reject: (of, [test, ...args]) => selected(of, undefined, test, args, true),
  selectattr: (of, [key, test, ...args]) => selected(of, key, test, args, false),
  rejectattr: (of, [key, test, ...args]) => selected(of, key, test, args, true),
}

function translateFilter(name: string, of: Jinja, args: Arguments): Term {
  const refuse = (): never => {
    throw new Untranslatable(`the filter \`${name}\``)
  }
  const other = own(OTHERS, name)?.(of, args.values, args)
  if (other) return other
  const known = own(FILTER_FUNCTIONS, name)
  const isNamed = [...args.named.keys()].every(key => own(FILTER_OPTIONS, name)?.includes(key))
  if (!known || !isNamed) return refuse()
  const [helper, least, most] = known
  if (args.values.length < least || args.values.length > most) return refuse()
  const given = args.values.map(value => translate(value))
  const values = name === 'regex_replace' ? given.map(withoutDollars) : given
  const options = Object.fromEntries([...args.named].map(([key, value]) => [key, translate(value)]))
  return { kind: 'call', name: helper, args: [translate(of), ...values], options }
}

/** In Python `$` of a replacement is a character like any other. */
function withoutDollars(term: Term, index: number): Term {
  if (index !== 1 || term.kind !== 'constant' || typeof term.value !== 'string') return term
  return constant(term.value.replaceAll('$', '$$$$'))
}

/** With true behind it, what is empty is replaced, too. */
function defaulted(
  of: Jinja,
  [other, isForEmpty, ...more]: readonly Jinja[],
  { named }: Arguments,
): Term | undefined {
  const instead = other ?? named.get('default_value') ?? ({ kind: 'constant', value: '' } as const)
  const forEmpty = isForEmpty ?? named.get('boolean')
  const isKnown =
    forEmpty === undefined || (forEmpty.kind === 'constant' && typeof forEmpty.value === 'boolean')
  if (more.length > 0 || !isKnown) return undefined
  const value = translate(of)
  const isOfEmpty = forEmpty?.kind === 'constant' && forEmpty.value === true
  if (!isOfEmpty) return call('default', value, translate(instead))
  return call('first_true', call('default', value, constant('')), translate(instead))
}

function mapped(of: Jinja, [name, ...args]: readonly Jinja[], { named }: Arguments): Term | undefined {
  const key = named.get('attribute')
  if (key && named.size === 1) return call('map', translate(of), translate(key))
  if (name?.kind !== 'constant' || typeof name.value !== 'string' || named.size > 0) return undefined
  const filter = name.value
  const [from, ...keys] = args.map(translate)
  if (filter === 'extract' && from)
    return each('map', translate(of), item =>
      [item, ...keys].reduce<Term>((of, key) => ({ kind: 'item', of, key }), from),
    )
  return each('map', translate(of), () =>
    translateFilter(filter, { kind: 'name', name: ITEM }, { values: args, named: new Map() }),
  )
}

function selected(
  of: Jinja,
  key: Jinja | undefined,
  test: Jinja | undefined,
  args: readonly Jinja[],
  isNot: boolean,
): Term | undefined {
  const list = translate(of)
  const name = test?.kind === 'constant' && typeof test.value === 'string' ? test.value : undefined
  if (test && name === undefined) return undefined
  if (key && !isNot && (!name || ['equalto', 'eq', '=='].includes(name)))
    return call('where', list, translate(key), ...args.map(translate))
  const helper = chosenBy(list, key, name, args, isNot)
  // Without a test it goes by Jinja's truth, which no operator has for values of any type.
  if (name === undefined || (key && (key.kind !== 'constant' || /\./.test(String(key.value))))) return helper
  const tests = { values: args, named: new Map<string, Jinja>() }
  const said = each('filter', list, () => {
    const own: Jinja = { kind: 'name', name: ITEM }
    const value: Jinja = key ? { kind: 'item', of: own, key } : own
    const holds = translateTest(name, value, tests)
    return isNot ? not(holds) : holds
  })
  return { ...said, helper }
}

/** The same by `select` and its like, which take the test by its name; undefined if they do not have it. */
function chosenBy(
  list: Term,
  key: Jinja | undefined,
  test: string | undefined,
  args: readonly Jinja[],
  isNot: boolean,
): Term | undefined {
  const plain = test?.replace(/^ansible\.builtin\./, '')
  if (plain !== undefined && TESTS_OF_ITEMS[plain] !== args.length) return undefined
  const name = `${isNot ? 'reject' : 'select'}${key ? 'attr' : ''}`
  const named = plain === undefined ? [] : [constant(plain)]
  return call(name, list, ...(key ? [translate(key)] : []), ...named, ...args.map(translate))
}

/** The name of the item in an expression per item; an expression that already uses this name is not translated. */
export const ITEM = 'it'

function each(how: 'map' | 'filter', of: Term, body: (item: Term) => Term): Term & { readonly kind: 'each' } {
  const said = body(path(ITEM))
  if (JSON.stringify(said).includes('"kind":"each"')) throw new Untranslatable('a nested loop')
  return { kind: 'each', how, of, body: said }
}

/** Bounds that are left out at the end are left out. */
function translateBounds(bounds: readonly (Jinja | undefined)[]): Term[] {
  const last = bounds.findLastIndex(bound => bound !== undefined)
  return bounds.slice(0, last + 1).map(bound => (bound ? translate(bound) : constant(null)))
}

/** An entry of a table that its prototype has not. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

function translateTest(name: string, of: Jinja, { values, named }: Arguments): Term {
  const refuse = (): never => {
    throw new Untranslatable(`the test \`is ${name}\``)
  }
  const plainTest = own(PLAIN_TESTS, name)
  if (plainTest) return plainTest(translate(of))
  const truth = own(TRUTH_TESTS, name)
  if (truth && values.length + named.size === 0) return truth(translate(of))
  const [value, ...more] = values
  if (value === undefined || named.size > 0) return refuse()
  const given = translate(value)
  const comparison = own(TESTS_WITH_VALUE, name)
  if (comparison) return comparison(translate(of), given)
  if (name === 'match' || name === 'search' || name === 'regex') {
    if (more.length > 0) return refuse()
    return call('matches', translate(of), name === 'match' ? anchored(value, given) : given)
  }
  const sign = more[0]?.kind === 'constant' ? VERSION_SIGNS[String(more[0].value)] : undefined
  const isVersion = (name === 'version' || name === 'version_compare') && more.length <= 1
  if (!isVersion || (more.length > 0 && sign === undefined)) return refuse()
  return call('version', translate(of), constant(sign ?? '=='), given)
}

/** `match` begins at the beginning. */
function anchored(pattern: Jinja, given: Term): Term {
  if (pattern.kind !== 'constant') return call('concat', constant('^(?:'), given, constant(')'))
  const [, flags = '', text = ''] = /^(\(\?[aiLmsux]+\))?(.*)$/s.exec(String(pattern.value)) ?? []
  if (text.includes('|')) return constant(`${flags}^(?:${text})`)
  return constant(text.startsWith('^') ? flags + text : `${flags}^${text}`)
}

function translateCall({ of, args }: Jinja & { readonly kind: 'call' }): Term {
  if (of.kind === 'name') {
    if (of.name === 'range' && args.named.size === 0 && [1, 2].includes(args.values.length))
      return call('range', ...args.values.map(translate))
    if (of.name === 'dict' && args.values.length === 0)
      return {
        kind: 'map',
        entries: [...args.named].map(([key, value]) => [constant(key), translate(value)]),
      }
    const isLookup = ['lookup', 'query', 'q'].includes(of.name)
    const found = isLookup ? translateLookup(of.name, args, translate) : undefined
    if (found) return found
    throw new Untranslatable(`\`${of.name}()\``)
  }
  const name = of.kind === 'item' && of.key.kind === 'constant' ? String(of.key.value) : undefined
  if (of.kind !== 'item' || name === undefined) throw new Untranslatable('a call')
  const method = own(METHODS, name)
  const said = args.named.size === 0 ? method?.(translate(of.of), args.values.map(translate)) : undefined
  if (said === undefined) throw new Untranslatable(`the method \`${name}()\``)
  return said
}
