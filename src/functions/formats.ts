import { parseAllDocuments, visit } from 'yaml'
import { Float } from '../base/float.ts'
import { parseFloatJson } from '../base/float-json.ts'
import { parseJson } from '../base/parse-json.ts'
import { shorten } from '../base/shorten.ts'
import { InputError } from '../errors.ts'
import { kindOf, plain, reveal } from '../values/plain.ts'
import { type Helper, helper, type Options, optionHelper, whole } from './helper.ts'
import { isTrue } from './lookup.ts'
import { pythonJson } from './python/json.ts'
import { pythonTypeName } from './python/text.ts'
import { type Flow, pythonYaml } from './python/yaml.ts'
import { plainScalar } from './python/yaml-scalar.ts'

/** Helpers that read and write JSON and YAML. */
export const FORMAT_HELPERS: Readonly<Record<string, Helper>> = {
  from_json: helper('from_json text', 'the value of a JSON text', value => fromJson(value)),
  to_json: optionHelper(
    'to_json value [indent=] [sort_keys=] [ensure_ascii=] [separators=]',
    'JSON as Ansible writes it, with a space after `,` and `:` or with the two `separators`, and with `\\u` for characters that are not ASCII',
    ([value], options) => toJson('to_json', value, options, {}),
  ),
  to_nice_json: optionHelper(
    'to_nice_json value [indent=] [sort_keys=] [ensure_ascii=]',
    'like `to_json`, but with sorted keys and indented by 4 spaces or `indent`',
    ([value], options) => toJson('to_nice_json', value, options, { indent: 4, sortsKeys: true }),
  ),
  from_yaml: helper(
    'from_yaml text',
    'the value of a YAML 1.1 text, in which `yes` is true and `0644` is 420; dates stay text',
    value => fromYaml(value),
  ),
  from_yaml_all: helper(
    'from_yaml_all text',
    'a list of the values of all YAML documents in the text',
    value => (typeof value === 'string' ? documentsOf('from_yaml_all', value) : value),
  ),
  to_yaml: optionHelper(
    'to_yaml value [indent=] [width=] [sort_keys=] [default_flow_style=] [default_style=] [explicit_start=] [explicit_end=]',
    'YAML exactly as Ansible writes it, with lists and maps of scalars on one line, or with all or none of them if `default_flow_style` is true or false; all scalars are in the quotes `default_style` if it is set',
    ([value], options) => toYaml('to_yaml', value, options, flowOf(options), 2),
  ),
  to_nice_yaml: optionHelper(
    'to_nice_yaml value [indent=] [width=] [sort_keys=] [default_style=] [explicit_start=] [explicit_end=]',
    'like `to_yaml`, but with every item and key on a separate line, indented by 4 spaces or `indent`',
    ([value], options) => toYaml('to_nice_yaml', value, options, 'none', 4),
  ),
  type_debug: helper(
    'type_debug value',
    'the name of its type: `str`, `int`, `float`, `bool`, `list`, `dict` or `NoneType`',
    value => pythonTypeName(value),
  ),
}

/**
 * Parses JSON text. Returns a value that is not a string unchanged, because it was parsed already. Throws
 * InputError.
 */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const found = parseJson(value, parseFloatJson)
  if (found !== undefined) return found
  throw new InputError(`\`from_json\` takes JSON, got ${shown(value)}`)
}

/** Parses YAML 1.1 text. Returns a value that is not a string unchanged. Throws InputError. */
function fromYaml(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const [document, ...others] = documentsOf('from_yaml', value)
  if (others.length === 0) return document ?? null
  throw new InputError('`from_yaml` takes one document, got several', { hint: 'use `from_yaml_all`' })
}

/** Returns the values of all documents of a YAML text, as PyYAML's safe loader reads them. */
function documentsOf(name: string, text: string): unknown[] {
  const documents = parseAllDocuments(text, { schema: 'failsafe', merge: true, uniqueKeys: false })
  if (!Array.isArray(documents)) return []
  return documents.map(document => {
    if (document.errors[0]) throw notYaml(name, document.errors[0])
    visit(document, {
      Scalar: (key, node) => {
        const isPlain = node.type === 'PLAIN' && node.tag === undefined && typeof node.value === 'string'
        if (!isPlain || node.source === '<<') return
        const value = plainScalar(String(node.value))
        node.value = key === 'key' && value instanceof Float ? String(value) : value
      },
    })
    try {
      return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown
    } catch (error) {
      throw notYaml(name, error)
    }
  })
}

const MOST_ALIASES = 1000

function notYaml(name: string, error: unknown): InputError {
  const why = (error as Error).message.split('\n')[0]?.replace(/:$/, '')
  return new InputError(`\`${name}\` takes YAML: ${why}`, { cause: error })
}

function shown(value: string): string {
  const line = value.trim().split('\n')[0] ?? ''
  return value.trim() === '' ? 'empty text' : `\`${shorten(line, 60)}\``
}

interface JsonDefaults {
  readonly indent?: number
  readonly sortsKeys?: boolean
}

function toJson(name: string, value: unknown, options: Options, defaults: JsonDefaults): string {
  const { indent = defaults.indent, sort_keys: sorts, ensure_ascii: isAscii = true, separators } = options
  return pythonJson(reveal(value, 'written out'), {
    indent: indent === undefined || indent === null ? undefined : whole(name, indent),
    sortsKeys: sorts === undefined ? (defaults.sortsKeys ?? false) : isTrue(sorts),
    isAscii: isTrue(isAscii),
    separators: separatorsOf(name, separators),
  })
}

function separatorsOf(name: string, given: unknown): readonly [string, string] | undefined {
  if (given === undefined || given === null) return undefined
  const [comma, colon] = Array.isArray(given) && given.length === 2 ? given : []
  if (typeof comma === 'string' && typeof colon === 'string') return [comma, colon]
  throw new InputError(`\`separators\` of \`${name}\` must be two texts, got ${kindOf(given)}`, {
    hint: "such as `[',', ':']`",
  })
}

function flowOf({ default_flow_style: style }: Options): Flow {
  if (style === undefined || style === null) return 'leaves'
  return isTrue(style) ? 'all' : 'none'
}

function toYaml(name: string, value: unknown, options: Options, flow: Flow, usualIndent: number): string {
  const { indent, width, sort_keys: sorts = true, explicit_start: isStarted, explicit_end: isEnded } = options
  return pythonYaml(plain(value), {
    indent: indent === undefined ? usualIndent : whole(name, indent),
    ...(width === undefined ? {} : { width: whole(name, width) }),
    sortsKeys: isTrue(sorts),
    flow,
    quotes: quotesOf(name, options.default_style),
    isStarted: isTrue(isStarted),
    isEnded: isTrue(isEnded),
  })
}

function quotesOf(name: string, style: unknown): '"' | "'" | undefined {
  if (style === undefined || style === null) return undefined
  if (style === '"' || style === "'") return style
  throw new InputError(`\`default_style\` of \`${name}\` must be \`'\` or \`"\`, got ${kindOf(style)}`)
}
