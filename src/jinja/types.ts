import type { Jinja } from './tree.ts'

/** The type of a value, if its expression alone determines it. */
export type ValueType = 'flag' | 'text' | 'number' | 'list' | 'map'

/** A type that is known from outside the expression. `any`: the values may be of several types. */
export type KnownType = ValueType | 'any'

const CONSTANTS: Readonly<Record<string, ValueType>> = { string: 'text', number: 'number', boolean: 'flag' }

/** Returns the type of an expression's value; undefined if it depends on the variables. */
export function typeOf(node: Jinja): ValueType | undefined {
  if (node.type !== undefined) return node.type === 'any' ? undefined : node.type
  switch (node.kind) {
    case 'constant':
      return CONSTANTS[typeof node.value]
    case 'list':
      return 'list'
    case 'map':
      return 'map'
    case 'test':
    case 'not':
      return 'flag'
    case 'minus':
      return 'number'
    case 'item':
      return node.key.kind === 'constant' ? RESULT_FIELDS[String(node.key.value)] : undefined
    case 'call':
      if (node.of.kind === 'name') return typeOfCall(node.of.name, node.args.values[0])
      return node.of.kind === 'item' && node.of.key.kind === 'constant'
        ? METHODS[String(node.of.key.value)]
        : undefined
    case 'filter':
      return typeOfFilter(node)
    case 'binary':
      return typeOfBinary(node)
    case 'if': {
      const [yes, no] = [typeOf(node.yes), node.no && typeOf(node.no)]
      return yes === no ? yes : undefined
    }
    default:
      return undefined
  }
}

/** Lookups that return text if called by `lookup`; `query` returns a list. */
const TEXT_LOOKUPS = new Set(
  (
    'file env template pipe password csvfile ini first_found unvault lines fileglob varnames ' +
    'inventory_hostnames sequence'
  ).split(' '),
)

function typeOfCall(name: string, first: Jinja | undefined): ValueType | undefined {
  if (name === 'range' || name === 'query' || name === 'q') return 'list'
  const isText =
    first?.kind === 'constant' && TEXT_LOOKUPS.has(String(first.value).replace(/^ansible\.\w+\./, ''))
  return name === 'lookup' && isText ? 'text' : undefined
}

function typeOfFilter(node: Jinja & { readonly kind: 'filter' }): ValueType | undefined {
  if (node.name !== 'default' && node.name !== 'd') return FILTERS[node.name]
  const other = node.args.values[0]
  // The default mostly has the type that the value would have.
  return other === undefined ? 'text' : typeOf(other)
}

function typeOfBinary({ sign, left, right }: Jinja & { readonly kind: 'binary' }): ValueType | undefined {
  if (sign === '~') return 'text'
  if (sign === 'and' || sign === 'or')
    return typeOf(left) === 'flag' && typeOf(right) === 'flag' ? 'flag' : undefined
  if (sign === '+') return typeOf(left) ?? typeOf(right)
  return ['-', '*', '/', '//', '%', '**'].includes(sign) ? 'number' : 'flag'
}

const RESULT_FIELDS: Readonly<Record<string, ValueType>> = {
  changed: 'flag',
  failed: 'flag',
  skipped: 'flag',
  unreachable: 'flag',
  exists: 'flag',
  stdout: 'text',
  stderr: 'text',
  msg: 'text',
  stdout_lines: 'list',
  stderr_lines: 'list',
  results: 'list',
  rc: 'number',
}

const METHODS: Readonly<Record<string, ValueType>> = {
  split: 'list',
  splitlines: 'list',
  keys: 'list',
  values: 'list',
  lower: 'text',
  upper: 'text',
  strip: 'text',
  replace: 'text',
  join: 'text',
  startswith: 'flag',
  endswith: 'flag',
  isdigit: 'flag',
  find: 'number',
}

const FILTERS: Readonly<Record<string, ValueType>> = {
  bool: 'flag',
  length: 'number',
  count: 'number',
  int: 'number',
  float: 'number',
  sum: 'number',
  string: 'text',
  lower: 'text',
  upper: 'text',
  capitalize: 'text',
  trim: 'text',
  replace: 'text',
  regex_replace: 'text',
  join: 'text',
  quote: 'text',
  indent: 'text',
  to_json: 'text',
  tojson: 'text',
  to_nice_json: 'text',
  basename: 'text',
  dirname: 'text',
  b64encode: 'text',
  b64decode: 'text',
  hash: 'text',
  checksum: 'text',
  to_yaml: 'text',
  to_nice_yaml: 'text',
  regex_escape: 'text',
  comment: 'text',
  format: 'text',
  human_readable: 'text',
  strftime: 'text',
  password_hash: 'text',
  to_uuid: 'text',
  urlencode: 'text',
  urldecode: 'text',
  wordwrap: 'text',
  realpath: 'text',
  relpath: 'text',
  expanduser: 'text',
  list: 'list',
  map: 'list',
  select: 'list',
  reject: 'list',
  selectattr: 'list',
  rejectattr: 'list',
  sort: 'list',
  unique: 'list',
  flatten: 'list',
  split: 'list',
  difference: 'list',
  union: 'list',
  intersect: 'list',
  dict2items: 'list',
  regex_findall: 'list',
  symmetric_difference: 'list',
  subelements: 'list',
  product: 'list',
  zip: 'list',
  zip_longest: 'list',
  permutations: 'list',
  combinations: 'list',
  groupby: 'list',
  shuffle: 'list',
  splitext: 'list',
  from_yaml_all: 'list',
  items2dict: 'map',
  human_to_bytes: 'number',
  combine: 'map',
}
