import { ownValue } from '../../base/own-value.ts'
import { ANY_VARIABLE, attachedContext } from '../../functions/controller.ts'
import { isTruthy, iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Calls } from '../jinja/frame.ts'
import { describe, toText } from '../jinja/text.ts'
import { type Dict, isDict, tuple, used } from '../jinja/values.ts'
import { lookUpConfig } from './config-lookup.ts'
import { pluginMessage, withLookupMessage } from './lookup-messages.ts'
import { termWithOptions } from './lookup-terms.ts'
import { linesOf, readDig, webOptions } from './network-lookups.ts'
import { callHelper, helperOf } from './shared-filters.ts'
import { subelements } from './subelements-lookup.ts'

/** A lookup plugin of Ansible. */
export interface Lookup {
  /** Returns the list of values; most lookups return at most one value per term. */
  readonly find: (terms: readonly unknown[], options: Options, calls: Calls) => unknown[]
  /** What the lookup depends on in addition to its terms. */
  readonly needs: readonly string[]
}

type Options = Readonly<Record<string, unknown>>

/** The options that define how the tags of a template begin and end. */
const DELIMITER_OPTIONS = [
  ...['variable_start_string', 'variable_end_string', 'comment_start_string', 'comment_end_string'],
  ...['block_start_string', 'block_end_string'],
]

const SEQUENCE = ['start', 'end', 'count', 'stride', 'format']

/** The lookups by Ansible's names. */
const LOOKUPS: Readonly<Record<string, Lookup>> = {
  file: perTerm('file', ['rstrip', 'lstrip']),
  env: perTerm('env', ['default']),
  config: {
    find: (names, options, calls) => {
      mustKnow('config', options, ['on_missing', 'plugin_type', 'plugin_name'])
      const { controller, variables = {} } = attachedContext(calls.context.variables) ?? {}
      const sources = { cfg: controller?.ansibleCfg, env: process.env, variables }
      return lookUpConfig(names, options, sources, message => controller?.warn(message))
    },
    needs: [ANY_VARIABLE],
  },
  vars: perTerm('vars', ['default']),
  template: ofHelper('template', (terms, given, call, calls) => {
    const { template_vars = {}, convert_data = true, jinja2_native: _, ...delimiters } = given
    mustKnow('template', delimiters, DELIMITER_OPTIONS)
    const texts = terms.map(term =>
      toText(
        withLookupMessage('template', [term], given, () =>
          call([term], { template_vars, marks: delimiters }),
        ),
      ),
    )
    if (!isTruthy(convert_data)) for (const text of texts) calls.keepText(text)
    return texts
  }),
  pipe: perTerm('pipe', []),
  password: perTerm('password', ['length', 'chars', 'encrypt', 'seed'], true),
  csvfile: perTerm('csvfile', ['file', 'delimiter', 'col', 'default', 'encoding'], true, { default: null }),
  ini: perTerm(
    'ini',
    ['file', 'section', 'type', 're', 'default', 'case_sensitive', 'allow_no_value', 'encoding'],
    true,
  ),
  unvault: ofHelper('file', (terms, _, call) => terms.map(term => call([term], { rstrip: false }))),
  fileglob: ofHelper('fileglob', (terms, options, call) => listOf(call(terms, options))),
  varnames: ofHelper('varnames', (terms, options, call) => listOf(call(terms, options))),
  inventory_hostnames: ofHelper('inventory_hostnames', (terms, options, call) =>
    listOf(call(terms, options)),
  ),
  sequence: ofHelper('sequence', (terms, given, call) =>
    terms.flatMap(term => {
      const { term: rest, options } = termWithOptions(toText(term), SEQUENCE)
      return listOf(call(rest === '' ? [] : [rest], { ...given, ...options }))
    }),
  ),
  first_found: ofHelper('first_found', (terms, options, call) => {
    const found = call(terms, options)
    return found === null || found === '' ? [] : [found]
  }),
  lines: ofHelper('pipe', (terms, _, call) => terms.flatMap(term => toText(call([term], {})).split(/\r?\n/))),
  items: { find: terms => flattenOnce(terms), needs: [] },
  list: { find: terms => [...terms], needs: [] },
  flattened: { find: terms => terms.flatMap(flatten), needs: [] },
  indexed_items: { find: terms => flattenOnce(terms).map((item, index) => tuple(index, item)), needs: [] },
  dict: { find: terms => terms.flatMap(term => pairsOf(term)), needs: [] },
  together: { find: terms => together(terms.map(iterate)), needs: [] },
  nested: ofHelper('product', (terms, _, call) => combinations(terms, call)),
  cartesian: ofHelper('product', (terms, _, call) => combinations(terms, call)),
  subelements: { find: terms => subelements(terms), needs: [] },
  url: ofHelper('url', (terms, { split_lines: splits = true, ...options }, call) =>
    terms.flatMap(term => {
      const found = toText(call([term], webOptions(options)))
      return isTruthy(splits) ? linesOf(found) : [found]
    }),
  ),
  dig: ofHelper('dig', (terms, options, call) => {
    const { names, ...queryOptions } = readDig(terms.map(toText), options)
    return names.flatMap(name => listOf(call([name], queryOptions)))
  }),
  random_string: ofHelper('random_string', (terms, options, call) => {
    if (terms.length > 0) throw new JinjaError('the lookup `random_string` takes options only')
    return [call([], options)]
  }),
  random_choice: ofHelper('random', (terms, _, call) => (terms.length === 0 ? [] : [call([terms], {})])),
}

/**
 * Returns the lookup of that name, which may begin with the name of its collection; undefined if there is none.
 */
export function findLookup(name: string): Lookup | undefined {
  const plain = name.replace(/^(?:ansible\.(?:builtin|legacy)|community\.general)\./, '')
  return ownValue(LOOKUPS, plain)
}

type CallHelper = (values: readonly unknown[], options: Options) => unknown

function ofHelper(
  name: string,
  find: (terms: readonly unknown[], options: Options, call: CallHelper, calls: Calls) => unknown[],
): Lookup {
  const helper = helperOf(name)
  return {
    find: (terms, options, calls) =>
      find(terms, options, (values, named) => callHelper(helper, values, named, calls), calls),
    needs: helper.needs ?? [],
  }
}

/**
 * Creates a lookup that returns one value for each term, or none if the value is null and `defaults` has a null default.
 * `readsText`: a term may end with options, as in `path length=8`.
 */
function perTerm(name: string, known: readonly string[], readsText = false, defaults: Options = {}): Lookup {
  return ofHelper(name, (terms, given, call) => {
    mustKnow(name, given, known)
    return terms.flatMap(term => {
      const own = readsText && typeof term === 'string' ? termWithOptions(term, known) : { term, options: {} }
      if (name === 'csvfile') mustHaveNoOption(toText(own.term))
      const options = { ...defaults, ...given, ...own.options }
      const found = withLookupMessage(name, [term], given, () => call([own.term], options))
      if (found === null && 'default' in defaults) return []
      return Array.isArray(found) && 're' in { ...given, ...own.options } ? found : [found]
    })
  })
}

/** Throws JinjaError for an option that a lookup does not have. */
function mustKnow(lookup: string, given: Options, known: readonly string[]): void {
  const unknownOption = Object.keys(given).find(option => !known.includes(option))
  if (unknownOption !== undefined)
    throw new JinjaError(`the lookup \`${lookup}\` has no option \`${unknownOption}\``)
}

/** Throws JinjaError if a term still contains a word such as `option=value`. */
function mustHaveNoOption(term: string): void {
  const [, option] = /(?:^|\s)(\w+)=/.exec(term) ?? []
  if (option === undefined) return
  const message = `${option} is not a valid option`
  throw new JinjaError(`the lookup \`csvfile\` has no option \`${option}\``, {
    ansibleMessage: pluginMessage('csvfile', message),
  })
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

function flattenOnce(terms: readonly unknown[]): unknown[] {
  return terms.flatMap(term => (Array.isArray(term) ? term : [term]))
}

function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [value]
}

function pairsOf(term: unknown): Dict[] {
  const found = used(term)
  if (!isDict(found)) throw new JinjaError(`the lookup \`dict\` takes dicts, got ${describe(found)}`)
  return Object.entries(found).map(([key, value]) => ({ key, value }))
}

function together(lists: readonly (readonly unknown[])[]): unknown[] {
  if (lists.length === 0) throw new JinjaError('the lookup `together` takes at least one list')
  const length = Math.max(...lists.map(each => each.length))
  return Array.from({ length }, (_, at) => flattenOnce(lists.map(each => each[at] ?? null)))
}

function combinations(terms: readonly unknown[], call: CallHelper): unknown[] {
  const lists = terms.map(term => (Array.isArray(term) ? term : [term]))
  if (lists.length === 0) throw new JinjaError('the lookup `nested` takes at least one list')
  if (lists.length === 1) return iterate(lists[0]).map(item => flatten([item]))
  return listOf(call(lists, {})).map(each => flattenOnce(iterate(each)))
}
