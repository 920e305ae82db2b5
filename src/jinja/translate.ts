import type { Arguments, Jinja } from './read.ts'
import { call, constant, path, type Term } from './term.ts'
import { typeOf } from './types.ts'

/** What no function of Drover's says; its message names it. */
export class Untranslatable extends Error {}

/** Says an expression of Jinja in Drover's own functions. Throws Untranslatable. */
export function translate(node: Jinja): Term {
  switch (node.kind) {
    case 'name':
      return path(node.name)
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
function translateItem({ of, key }: Jinja & { readonly kind: 'item' }): Term {
  if (key.kind !== 'minus') return { kind: 'item', of: translate(of), key: translate(key) }
  if (key.of.kind === 'constant' && key.of.value === 1) return call('last', translate(of))
  throw new Untranslatable('an index from the end')
}

/** A value as a condition: what is surely none is compared, as Jinja takes it for true unless it is empty. */
function truth(node: Jinja): Term {
  const type = typeOf(node)
  const term = translate(node)
  if (type === 'text') return call('ne', term, constant(''))
  if (type === 'number') return call('ne', term, constant(0))
  if (type === 'list' || type === 'map') return call('ne', call('length', term), constant(0))
  return term
}

/** The opposite; of a comparison of equality, as one. */
function not(term: Term): Term {
  const [first] = term.kind === 'call' ? term.args : []
  if (term.kind !== 'call' || !first) return call('not', term)
  if (term.name === 'not') return first
  const opposite = { eq: 'ne', ne: 'eq' }[term.name]
  return opposite === undefined ? call('not', term) : call(opposite, ...term.args)
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

/** Filters that are functions with the same arguments, by the number of arguments in addition to the filtered value. */
const FUNCTIONS: Readonly<Record<string, readonly [name: string, least: number, most: number]>> = {
  bool: ['bool', 0, 0],
  int: ['int', 0, 0],
  float: ['float', 0, 0],
  length: ['length', 0, 0],
  count: ['length', 0, 0],
  lower: ['lower', 0, 0],
  upper: ['upper', 0, 0],
  capitalize: ['capitalize', 0, 0],
  trim: ['trim', 0, 0],
  first: ['first', 0, 0],
  last: ['last', 0, 0],
  split: ['split', 0, 1],
  replace: ['replace', 2, 2],
  sort: ['sort', 0, 0],
  reverse: ['reverse', 0, 0],
  unique: ['unique', 0, 0],
  flatten: ['flatten', 0, 1],
  min: ['min', 0, 0],
  max: ['max', 0, 0],
  combine: ['combine', 0, 9],
  sum: ['sum', 0, 0],
  ternary: ['ternary', 2, 2],
  quote: ['quote', 0, 0],
  basename: ['basename', 0, 0],
  dirname: ['dirname', 0, 0],
  b64encode: ['b64encode', 0, 0],
  b64decode: ['b64decode', 0, 0],
  hash: ['hash', 0, 1],
  from_json: ['from_json', 0, 0],
  from_yaml: ['from_yaml', 0, 0],
  from_yaml_all: ['from_yaml_all', 0, 0],
  to_json: ['to_json', 0, 0],
  to_nice_json: ['to_nice_json', 0, 1],
  to_yaml: ['to_yaml', 0, 0],
  to_nice_yaml: ['to_nice_yaml', 0, 1],
  type_debug: ['type_debug', 0, 0],
  regex_search: ['regex_search', 1, 8],
  regex_findall: ['regex_findall', 1, 3],
  regex_escape: ['regex_escape', 0, 1],
  regex_replace: ['regex_replace', 2, 2],
  union: ['union', 1, 1],
  intersect: ['intersect', 1, 1],
  difference: ['difference', 1, 1],
  symmetric_difference: ['symmetric_difference', 1, 1],
  dict2items: ['dict2items', 0, 2],
  items2dict: ['items2dict', 0, 2],
  subelements: ['subelements', 1, 2],
  product: ['product', 1, 9],
  zip: ['zip', 1, 9],
  zip_longest: ['zip_longest', 1, 9],
  permutations: ['permutations', 0, 1],
  combinations: ['combinations', 1, 1],
  groupby: ['groupby', 1, 2],
  random: ['random', 0, 3],
  shuffle: ['shuffle', 0, 1],
  checksum: ['checksum', 0, 0],
  password_hash: ['password_hash', 0, 3],
  to_uuid: ['to_uuid', 0, 1],
  urlencode: ['urlencode', 0, 0],
  urldecode: ['urldecode', 0, 0],
  urlsplit: ['urlsplit', 0, 1],
  comment: ['comment', 0, 1],
  format: ['format', 0, 9],
  human_readable: ['human_readable', 0, 2],
  human_to_bytes: ['human_to_bytes', 0, 2],
  strftime: ['strftime', 0, 2],
  to_datetime: ['to_datetime', 0, 1],
  splitext: ['splitext', 0, 0],
  path_join: ['path_join', 0, 0],
  realpath: ['realpath', 0, 0],
  relpath: ['relpath', 0, 1],
  expanduser: ['expanduser', 0, 0],
  expandvars: ['expandvars', 0, 0],
  indent: ['indent', 0, 3],
  wordwrap: ['wordwrap', 0, 4],
  mandatory: ['mandatory', 0, 1],
}

/** The options that those take by the same names. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  flatten: ['levels', 'skip_nulls'],
  combine: ['recursive', 'list_merge'],
  to_json: ['indent', 'sort_keys', 'ensure_ascii'],
  to_nice_json: ['indent', 'sort_keys', 'ensure_ascii'],
  to_yaml: ['indent', 'width', 'sort_keys'],
  to_nice_yaml: ['indent', 'width', 'sort_keys'],
  regex_replace: ['ignorecase', 'multiline'],
  regex_search: ['ignorecase', 'multiline'],
  regex_findall: ['ignorecase', 'multiline'],
  dict2items: ['key_name', 'value_name'],
  items2dict: ['key_name', 'value_name'],
  subelements: ['skip_missing'],
  zip_longest: ['fillvalue'],
  groupby: ['default'],
  random: ['start', 'step', 'seed'],
  shuffle: ['seed'],
  password_hash: ['hashtype', 'salt', 'salt_size', 'rounds'],
  to_uuid: ['namespace'],
  urlsplit: ['query'],
  comment: [
    ...['style', 'decoration', 'beginning', 'end', 'prefix', 'prefix_count', 'postfix', 'postfix_count'],
    'newline',
  ],
  human_readable: ['isbits', 'unit'],
  human_to_bytes: ['default_unit', 'isbits'],
  strftime: ['second', 'utc'],
  to_datetime: ['format'],
  indent: ['width', 'first', 'blank'],
  wordwrap: ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'],
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
  const known = own(FUNCTIONS, name)
  const isNamed = [...args.named.keys()].every(key => own(OPTIONS, name)?.includes(key))
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
  // Without a test it goes by Jinja's truth, which nothing says of values of any type.
  if (name === undefined || (key && (key.kind !== 'constant' || /\./.test(String(key.value)))))
    return undefined
  const tests = { values: args, named: new Map<string, Jinja>() }
  return each('filter', list, () => {
    const own: Jinja = { kind: 'name', name: ITEM }
    const value: Jinja = key ? { kind: 'item', of: own, key } : own
    const holds = translateTest(name, value, tests)
    return isNot ? not(holds) : holds
  })
}

/** The name of the item in an expression per item; an expression that already uses this name is not translated. */
export const ITEM = 'it'

function each(how: 'map' | 'filter', of: Term, body: (item: Term) => Term): Term {
  const said = body(path(ITEM))
  if (JSON.stringify(said).includes('"kind":"each"')) throw new Untranslatable('a nested loop')
  return { kind: 'each', how, of, body: said }
}

const COMPARISONS: Readonly<Record<string, string>> = {
  equalto: 'eq',
  eq: 'eq',
  '==': 'eq',
  ne: 'ne',
  '!=': 'ne',
  lt: 'lt',
  lessthan: 'lt',
  '<': 'lt',
  le: 'le',
  '<=': 'le',
  gt: 'gt',
  greaterthan: 'gt',
  '>': 'gt',
  ge: 'ge',
  '>=': 'ge',
}

const VERSION_SIGNS: Readonly<Record<string, string>> = {
  '<': '<',
  lt: '<',
  '<=': '<=',
  le: '<=',
  '>': '>',
  gt: '>',
  '>=': '>=',
  ge: '>=',
  '==': '==',
  '=': '==',
  eq: '==',
  '!=': '!=',
  '<>': '!=',
  ne: '!=',
}

/** Tests that take no value. */
const PLAIN_TESTS: Readonly<Record<string, (of: Jinja) => Term>> = {
  defined: of => call('defined', translate(of)),
  undefined: of => not(call('defined', translate(of))),
  none: of => call('eq', translate(of), constant(null)),
  true: of => call('eq', translate(of), constant(true)),
  false: of => call('eq', translate(of), constant(false)),
  changed: of => field(of, 'changed'),
  change: of => field(of, 'changed'),
  failed: of => field(of, 'failed'),
  failure: of => field(of, 'failed'),
  succeeded: of => not(field(of, 'failed')),
  success: of => not(field(of, 'failed')),
  successful: of => not(field(of, 'failed')),
  skipped: of => call('default', field(of, 'skipped'), constant(false)),
  skip: of => call('default', field(of, 'skipped'), constant(false)),
  unreachable: of => call('default', field(of, 'unreachable'), constant(false)),
  even: of => call('eq', call('mod', translate(of), constant(2)), constant(0)),
  odd: of => call('ne', call('mod', translate(of), constant(2)), constant(0)),
  string: of => ({ kind: 'type', of: translate(of), types: ['string'] }),
  mapping: of => ({ kind: 'type', of: translate(of), types: ['map'] }),
  boolean: of => ({ kind: 'type', of: translate(of), types: ['bool'] }),
  number: of => ({ kind: 'type', of: translate(of), types: ['double', 'int'] }),
}

/** Tests that have a form with a value, which is refused. */
const TRUTH_TESTS: Readonly<Record<string, (of: Term) => Term>> = {
  truthy: of => not(call('not_true', of)),
  falsy: of => call('not_true', of),
}

/** Tests that compare with one value. */
const TESTS_WITH_VALUE: Readonly<Record<string, (of: Term, value: Term) => Term>> = {
  in: (of, value) => call('contains', value, of),
  contains: (of, value) => call('contains', of, value),
  divisibleby: (of, value) => call('eq', call('mod', of, value), constant(0)),
  ...Object.fromEntries(
    Object.entries(COMPARISONS).map(([name, helper]) => [
      name,
      (of: Term, value: Term) => call(helper, of, value),
    ]),
  ),
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
  if (plainTest) return plainTest(of)
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

function field(of: Jinja, name: string): Term {
  return { kind: 'item', of: translate(of), key: constant(name) }
}

/** `match` begins at the beginning. */
function anchored(pattern: Jinja, given: Term): Term {
  if (pattern.kind !== 'constant') return call('concat', constant('^(?:'), given, constant(')'))
  const [, flags = '', text = ''] = /^(\(\?[aiLmsux]+\))?(.*)$/s.exec(String(pattern.value)) ?? []
  if (text.includes('|')) return constant(`${flags}^(?:${text})`)
  return constant(text.startsWith('^') ? flags + text : `${flags}^${text}`)
}

/** Methods of Python's texts and maps. */
const METHODS: Readonly<Record<string, (of: Term, args: readonly Term[]) => Term | undefined>> = {
  get: (of, [key, other]) => key && call('default', { kind: 'item', of, key }, other ?? constant(null)),
  split: (of, args) => (args.length <= 1 ? call('split', of, ...args) : undefined),
  splitlines: (of, args) => (args.length === 0 ? call('lines', of) : undefined),
  startswith: (of, [part]) => part && call('startswith', of, part),
  endswith: (of, [part]) => part && call('endswith', of, part),
  lower: of => call('lower', of),
  upper: of => call('upper', of),
  capitalize: of => call('capitalize', of),
  strip: (of, args) => (args.length === 0 ? call('trim', of) : undefined),
  replace: (of, [old, other, more]) => (old && other && !more ? call('replace', of, old, other) : undefined),
  join: (of, [items]) => items && call('join', items, of),
  keys: of => call('keys', of),
  values: of => call('values', of),
  isdigit: of => call('matches', of, constant('^[0-9]+$')),
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
    throw new Untranslatable(`\`${of.name}()\``)
  }
  const name = of.kind === 'item' && of.key.kind === 'constant' ? String(of.key.value) : undefined
  if (of.kind !== 'item' || name === undefined) throw new Untranslatable('a call')
  const method = own(METHODS, name)
  const said = args.named.size === 0 ? method?.(translate(of.of), args.values.map(translate)) : undefined
  if (said === undefined) throw new Untranslatable(`the method \`${name}()\``)
  return said
}
