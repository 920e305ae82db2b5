import { ownValue } from '../../base/own-value.ts'
import { InputError } from '../../errors.ts'
import { JinjaError, UndefinedError } from '../jinja/error.ts'
import { toText } from '../jinja/text.ts'
import { typeName } from '../jinja/values.ts'
import { termWithOptions } from './lookup-terms.ts'

type Options = Readonly<Record<string, unknown>>

const INI_OPTIONS = ['file', 'section']

const NO_FILE = /^`\w+` finds no file /

/** Returns the result of a lookup call. Its errors also contain the message that ansible-core 2.14 has. */
export function withLookupMessage<T>(
  name: string,
  terms: readonly unknown[],
  options: Options,
  work: () => T,
): T {
  try {
    return work()
  } catch (error) {
    const isFault = error instanceof InputError || error instanceof JinjaError
    if (!isFault || error.ansibleMessage !== undefined) throw error
    const ansibleMessage = lookupMessage(name, terms, options, error.message)
    if (ansibleMessage === undefined) throw error
    const Kind = error instanceof UndefinedError || 'code' in error ? UndefinedError : JinjaError
    throw new Kind(error.message, { hint: error.hint, ansibleMessage, cause: error })
  }
}

function lookupMessage(
  name: string,
  terms: readonly unknown[],
  options: Options,
  fault: string,
): string | undefined {
  const plain = name.replace(/^ansible\.(?:builtin|legacy)\./, '')
  const term = toText(terms[0] ?? '')
  if (plain === 'first_found') return 'No file was found when using first_found.'
  if (plain === 'ini') return iniMessage(term, options, fault)
  if (plain === 'csvfile') return pluginMessage(plain, csvMessage(term, fault))
  if (plain === 'env') return `The "env" lookup, found an undefined variable: ${term}`
  if (plain === 'vars' && typeof terms[0] === 'string') return `No variable found with this name: ${term}`
  const message = ownValue(MESSAGES, plain)?.(terms[0], fault)
  if (message === undefined) return undefined
  return pluginMessage(plain, message)
}

function iniMessage(term: string, options: Options, fault: string): string {
  if (NO_FILE.test(fault)) return pluginMessage('ini', `Invalid filename: 'None'`, 'AnsibleParserError')
  const { section = 'global', file = 'ansible.ini' } = {
    ...options,
    ...termWithOptions(term, INI_OPTIONS).options,
  }
  const [, within, key] = /the section `(.+)` has `(.+)` twice/.exec(fault) ?? []
  if (key !== undefined)
    return `Duplicate option in '${toText(file)}': option '${key}' in section '${within}' already exists`
  return `No section '${toText(section)}' in ${toText(file)}`
}

function csvMessage(term: string, fault: string): string {
  if (term.startsWith('file=')) return 'Search key is required but was not found'
  return `csvfile: ${csvFault(fault)}`
}

/** Converts a fault of `csvfile` to the message of Python's own error. */
function csvFault(fault: string): string {
  if (/ must be one character/.test(fault)) return '"delimiter" must be a 1-character string'
  if (/ has no column /.test(fault)) return 'list index out of range'
  const [, column] = /`col` .* got `(.*)`/s.exec(fault) ?? []
  if (column !== undefined) return `invalid literal for int() with base 10: '${column}'`
  const [, encoding] = /cannot read .* as `(.+)`/.exec(fault) ?? []
  if (encoding !== undefined) return `unknown encoding: ${encoding}`
  return `[Errno 2] No such file or directory: b'None'`
}

/** Creates the error for a failed lookup, which also contains the message of ansible-core 2.14. */
export function pluginError(plugin: string, message: string, kind?: string): JinjaError {
  return new JinjaError(`the lookup \`${plugin}\` failed: ${message.trim()}`, {
    ansibleMessage: pluginMessage(plugin, message, kind),
  })
}

/** Returns the message of ansible-core 2.14 for a lookup that raised an exception of the class `kind`. */
export function pluginMessage(plugin: string, message: string, kind = 'AnsibleError'): string {
  return `An unhandled exception occurred while running the lookup plugin '${plugin}'. Error was a <class 'ansible.errors.${kind}'>, original message: ${message}. ${message}`
}

const MESSAGES: Readonly<Record<string, (term: unknown, fault: string) => string>> = {
  dict: () => 'with_dict expects a dict',
  file: term => `could not locate file in lookup: ${toText(term)}`,
  lines: (term, fault) => `lookup_plugin.lines(${toText(term)}) returned ${exitCodeIn(fault)}`,
  nested: () => 'with_nested requires at least one element in the nested list',
  password: () => 'Unrecognized parameter(s) given to password lookup',
  pipe: (term, fault) => `lookup_plugin.pipe(${toText(term)}) returned ${exitCodeIn(fault)}`,
  template: term => `the template file ${toText(term)} could not be found for the lookup`,
  together: () => 'with_together requires at least one element in each list',
  unvault: term => `Unable to find file matching "${toText(term)}" `,
  vars: term => settingMessage(term, 'its'),
  varnames: term =>
    typeof term === 'string'
      ? `Unable to use "${term}" as a search parameter: it is not a regular expression`
      : settingMessage(term, 'it is'),
}

function exitCodeIn(fault: string): string {
  return /ended with exit code (\d+)/.exec(fault)?.[1] ?? '1'
}

function settingMessage(term: unknown, verb: string): string {
  return `Invalid setting identifier, "${toText(term)}" is not a string, ${verb} a <class '${typeName(term)}'>`
}
