import type { Helper } from '../../functions/helper.ts'
import { HELPERS } from '../../functions/table.ts'
import { iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Calls, Filter } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { toPlain } from '../jinja/plain.ts'
import { describe, toText } from '../jinja/text.ts'
import { tuple, used } from '../jinja/values.ts'
import { withFilterMessages } from './filter-messages.ts'

/** How the arguments of an Ansible filter are passed to a function of Drover. */
interface Signature {
  /** The function's name, if it differs from the filter's. */
  readonly name?: string
  /**
   * The params in Ansible's order, by Ansible's names. A name that ends with `=` is an option of the function.
   */
  readonly params: readonly string[]
  /** Params that are accepted but have no effect, since Drover does not mark unsafe or encrypted values in its output. */
  readonly ignored?: readonly string[]
  /** The default values of params that a call omits, for those without a trailing `=`. */
  readonly defaults?: Readonly<Record<string, unknown>>
  /** Whether the filter takes any number of values. */
  readonly isEndless?: boolean
  /** Whether the function's result becomes a tuple, or a list of tuples. If absent, it is returned unchanged. */
  readonly gives?: 'tuple' | 'tuples'
  /** Whether its values are converted to lists, as loops do: a string to its characters, a dict to its keys. */
  readonly takesIterables?: boolean
  /** Whether the filtered value is converted to a string first, as Python's `str` does. */
  readonly isText?: boolean
  /** Whether the filtered value must be a string. */
  readonly needsText?: boolean
}

const MULTILINE = ['multiline=', 'ignorecase=']
const JSON_STYLE = ['indent=', 'sort_keys=', 'ensure_ascii=']
const MARKS_OF_VALUES = ['preprocess_unsafe', 'vault_to_text']
const YAML_STYLE = ['indent=', 'width=', 'sort_keys=']
const YAML_MARKS = ['explicit_start=', 'explicit_end=', 'default_style=']
const PAIR_NAMES = ['key_name=', 'value_name=']

const SIGNATURES: Readonly<Record<string, Signature>> = {
  to_uuid: { isText: true, params: ['namespace='] },
  to_json: { params: [...JSON_STYLE, 'separators='], ignored: MARKS_OF_VALUES },
  to_nice_json: { params: JSON_STYLE, ignored: MARKS_OF_VALUES },
  from_json: { params: [] },
  to_yaml: { params: [...YAML_STYLE, 'default_flow_style=', ...YAML_MARKS] },
  to_nice_yaml: { params: [...YAML_STYLE, ...YAML_MARKS] },
  from_yaml: { params: [] },
  from_yaml_all: { params: [] },
  basename: { needsText: true, params: [] },
  dirname: { needsText: true, params: [] },
  expanduser: { needsText: true, params: [] },
  expandvars: { needsText: true, params: [] },
  path_join: { params: [] },
  realpath: { params: [] },
  relpath: { params: ['start='] },
  splitext: { params: [], gives: 'tuple' },
  win_basename: { params: [] },
  win_dirname: { params: [] },
  win_splitdrive: { params: [], gives: 'tuple' },
  strftime: { params: ['second=', 'utc='] },
  quote: { isText: true, params: [] },
  sha1: { name: 'checksum', isText: true, params: [] },
  checksum: { isText: true, params: [] },
  password_hash: { params: ['hashtype=', 'salt=', 'salt_size=', 'rounds='] },
  hash: { isText: true, params: ['hashtype'] },
  regex_replace: {
    params: ['pattern', 'replacement', 'ignorecase=', 'multiline='],
    defaults: { pattern: '', replacement: '' },
  },
  regex_escape: { isText: true, params: ['re_type='] },
  regex_search: { isText: true, params: ['regex', ...MULTILINE], isEndless: true },
  regex_findall: { isText: true, params: ['regex', ...MULTILINE] },
  random: { params: ['start=', 'step=', 'seed='] },
  shuffle: { params: ['seed='] },
  comment: {
    needsText: true,
    params: [
      ...['style=', 'decoration=', 'beginning=', 'end=', 'prefix=', 'prefix_count=', 'postfix='],
      ...['postfix_count=', 'newline='],
    ],
  },
  combine: { params: ['recursive=', 'list_merge='], isEndless: true },
  flatten: { params: ['levels=', 'skip_nulls='] },
  dict2items: { params: PAIR_NAMES },
  items2dict: { params: PAIR_NAMES },
  subelements: { params: ['subelements', 'skip_missing='], gives: 'tuples' },
  product: { takesIterables: true, params: [], isEndless: true, gives: 'tuples' },
  permutations: { params: ['r'], gives: 'tuples' },
  combinations: { params: ['r'], gives: 'tuples' },
  human_readable: { params: ['isbits=', 'unit='] },
  human_to_bytes: { params: ['default_unit=', 'isbits='] },
  json_query: { params: ['expr'] },
  lists_mergeby: { params: ['recursive=', 'list_merge='], isEndless: true },
  counter: { params: [] },
  crc32: { needsText: true, params: [] },
  from_csv: {
    needsText: true,
    params: ['dialect=', 'fieldnames=', 'delimiter=', 'skipinitialspace=', 'strict='],
  },
  from_ini: { needsText: true, params: [] },
  keep_keys: { params: ['target', 'matching_parameter='] },
  remove_keys: { params: ['target', 'matching_parameter='] },
  replace_keys: { params: ['target', 'matching_parameter='] },
  to_paths: { params: ['prepend='] },
  random_mac: { needsText: true, params: ['seed='] },
  unicode_normalize: { needsText: true, params: ['form='] },
  rekey_on_member: { params: ['key', 'duplicates='] },
  zip: { takesIterables: true, params: [], isEndless: true, gives: 'tuples' },
  zip_longest: { takesIterables: true, params: ['fillvalue='], isEndless: true, gives: 'tuples' },
  urldecode: { params: [] },
  urlsplit: { params: ['query='] },
}

/** The filters of Ansible that are functions of Drover, called with Ansible's params. */
export const SHARED_FILTERS: Readonly<Record<string, Filter>> = Object.fromEntries(
  Object.entries(SIGNATURES).map(([name, signature]) => [name, filterOf(name, signature)]),
)

function filterOf(name: string, signature: Signature): Filter {
  const {
    name: own = name,
    params,
    defaults = {},
    ignored = [],
    isEndless = false,
    gives,
    isText = false,
    needsText = false,
    takesIterables = false,
  } = signature
  const helper = helperOf(own)
  const required = params.filter(param => !param.endsWith('='))
  return withFilterMessages(
    name,
    (value, passed, calls) => {
      const { values, options } = arrange(name, passed, { params, required, ignored, defaults, isEndless })
      const first = isText ? toText(value) : used(value)
      if (needsText) mustBeText(name, first)
      const all = takesIterables ? [first, ...values].map(iterate) : [first, ...values]
      const found = callHelper(helper, all, options, calls)
      if (gives === undefined || !Array.isArray(found)) return found
      return gives === 'tuple' ? tuple(...found) : found.map(item => tuple(...item))
    },
    params,
  )
}

/** Throws JinjaError if the value is not a string. */
export function mustBeText(filter: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new JinjaError(`\`${filter}\` takes text, got ${describe(value)}`)
}

/** Returns a function of Drover by its name. */
export function helperOf(name: string): Helper {
  const helper = HELPERS[name]
  if (!helper) throw new TypeError(`there is no function \`${name}\``)
  return helper
}

/** Calls a function of Drover with plain values. */
export function callHelper(
  helper: Helper,
  values: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  { context }: Pick<Calls, 'context'>,
): unknown {
  const given = values.map(value => {
    const plain = toPlain(value)
    return () => plain
  })
  const named: Record<string, () => unknown> = {}
  for (const key of Object.keys(options)) {
    const plain = toPlain(options[key])
    named[key] = () => plain
  }
  return helper.call(given, 'nothing', named, context.variables)
}

interface Arrangement extends Required<Pick<Signature, 'params' | 'ignored' | 'defaults' | 'isEndless'>> {
  /** The params that are passed by position, not as options. */
  readonly required: readonly string[]
}

/**
 * Maps the arguments of a filter to the values and options of the function. Throws JinjaError for arguments
 * that the filter does not take.
 */
function arrange(
  filter: string,
  passed: Passed,
  { params, required, ignored, defaults, isEndless }: Arrangement,
): { values: unknown[]; options: Record<string, unknown> } {
  const values: unknown[] = []
  const options: Record<string, unknown> = {}
  for (const [index, given] of passed.all.entries()) {
    const param = isEndless ? required[index] : params[index]
    if (param === undefined && !isEndless)
      throw new JinjaError(`\`${filter}\` takes at most ${params.length} values, got ${passed.count}`)
    if (param?.endsWith('=')) options[param.slice(0, -1)] = used(given)
    else values.push(used(given))
  }
  for (const [name, given] of passed.named) {
    const at = required.indexOf(name)
    if (at >= 0 && at >= values.length) values[at] = used(given)
    else if (params.includes(`${name}=`)) options[name] = used(given)
    else if (!ignored.includes(name)) throw new JinjaError(`\`${filter}\` has no param \`${name}\``)
  }
  for (const [index, name] of required.entries())
    if (!(index in values) && Object.hasOwn(defaults, name)) values[index] = defaults[name]
  const missing = required.find((_, index) => !(index in values))
  if (missing !== undefined && !OPTIONAL.includes(missing))
    throw new JinjaError(`\`${filter}\` needs \`${missing}\``)
  return { values, options }
}

/** Params that the function takes by position and that may be omitted. */
const OPTIONAL = ['hashtype', 'r']
