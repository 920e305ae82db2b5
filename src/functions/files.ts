import { isUtf8 } from 'node:buffer'
import { dirname, join, relative } from 'node:path'
import { charactersOf } from '../base/encodings.ts'
import { noteFile } from '../base/files-read.ts'
import { InputError } from '../errors.ts'
import { isList, kindOf } from '../values/plain.ts'
import { type RenderContext, readingHelper, SEARCH_PATH } from './controller.ts'
import { filesMatching, placesOf, wantedFiles } from './find-files.ts'
import { type Helper, type Options, text } from './helper.ts'
import { isTrue } from './lookup.ts'
import { csvField } from './python/csv.ts'
import { iniValues } from './python/ini.ts'
import { regex } from './regexes.ts'

/** Helpers that read files of the controller, like Ansible's lookups of the same names. */
export const FILE_HELPERS: Readonly<Record<string, Helper>> = {
  file: readingHelper(
    'file path [rstrip=] [lstrip=]',
    'the text of a file on the controller; white space at its end is removed unless `rstrip` is false; with `lstrip`, white space at its beginning is removed too',
    [SEARCH_PATH],
    ([path], options, context) => fileText(text('file', path), options, context),
  ),
  fileglob: readingHelper(
    'fileglob pattern …',
    'a sorted list of absolute paths: the files on the controller that match a pattern such as `conf.d/*.conf`',
    [SEARCH_PATH],
    (patterns, _, context) =>
      patterns.flatMap(pattern =>
        filesMatching(text('fileglob', pattern), placesFor(context, 'files'), context.controller),
      ),
  ),
  first_found: readingHelper(
    'first_found [file] … [files=] [paths=] [skip=]',
    'the absolute path of the first of these files that exists on the controller; if none exists, an error, or with `skip` an empty string',
    [SEARCH_PATH],
    (files, options, context) => firstFound(files, options, context),
  ),
  csvfile: readingHelper(
    'csvfile key [file=] [delimiter=] [col=] [default=] [encoding=]',
    'one column of a CSV file, from the row whose first column is the key; `col` is the number of the column, counted from 0 (default 1); `delimiter` separates the columns (default: a tab)',
    [SEARCH_PATH],
    ([key], options, context) => csvValue(text('csvfile', key), options, context),
  ),
  ini: readingHelper(
    'ini key [file=] [section=] [type=] [re=] [default=] [case_sensitive=] [allow_no_value=] [encoding=]',
    'the value of a key in a section (default `global`) of an INI file; with `type="properties"`, the file is a Java properties file; with `re`, the key is a regular expression, and the result is a list of all matching values',
    [SEARCH_PATH],
    ([key], options, context) => iniValue(text('ini', key), options, context),
  ),
}

/**
 * Returns the path of a file that a function names. Throws InputError, with the paths that were tried, if it does
 * not exist.
 */
export function findFile(name: string, kind: string, path: string, context: RenderContext): string {
  const tried = placesOf(placesFor(context, kind), path)
  const found = path === '' ? undefined : tried.find(each => context.controller.kindOf(each) !== undefined)
  if (found !== undefined) return found
  throw new InputError(`\`${name}\` finds no file \`${path}\``, {
    hint: `looked for ${tried.map(each => relative(process.cwd(), each) || each).join(', ')}`,
  })
}

/**
 * Finds a template that another one includes: searched for like other templates, then next to the including file.
 * Returns undefined if there is none.
 */
export function includedTemplate(
  file: string,
  name: string,
  context: RenderContext,
): { readonly file: string; readonly text: string } | undefined {
  const tried = [...placesOf(placesFor(context, 'templates'), name), join(dirname(file), name)]
  const found = tried.find(path => context.controller.kindOf(path) === 'file')
  return found === undefined ? undefined : { file: found, text: readText('include', found, context).content }
}

/** The content of a file, and whether the file is encrypted. */
interface FileText {
  readonly content: string
  readonly isSecret: boolean
}

/** Reads a file as text. Throws InputError if it cannot be read or decoded. */
export function readText(name: string, file: string, context: RenderContext, encoding = 'utf-8'): FileText {
  const { bytes, isSecret } = context.controller.read(file)
  const content = decoded(name, file, bytes, encoding)
  // safety: a value that a function reads from an encrypted file is masked
  if (isSecret) for (const part of secretsIn(content)) context.controller.mask(part)
  return { content, isSecret }
}

/** Matches a line of YAML, JSON or INI: a key, and its value without quotes. */
const VALUE = /^[\s{[,-]*(?:["']?[\w.-]+["']?\s*[:=])?\s*(?:"([^"]*)"|'([^']*)'|([^\s"'{[][^"']*?))[\s,}\]]*$/

/** Returns the strings of an encrypted file to mask: its whole text, and the values that its lines may contain. */
function secretsIn(content: string): string[] {
  const values = content.split('\n').flatMap(line => {
    const [, double, single, plain] = VALUE.exec(line) ?? []
    return double ?? single ?? plain ?? []
  })
  // Words and short numbers that occur in ordinary output are not masked.
  const isOrdinary = (value: string): boolean =>
    /^(?:true|false|null|none|yes|no|on|off|\d{1,5})?$/i.test(value)
  return [content.trim(), ...values.filter(value => !isOrdinary(value))]
}

function decoded(name: string, file: string, bytes: Buffer, encoding: string): string {
  const label = encoding.toLowerCase().replaceAll('_', '-')
  if (/^(?:utf-?8|ascii)$/.test(label)) {
    if (isUtf8(bytes)) return bytes.toString('utf8')
    throw new InputError(`\`${name}\` reads text, and ${file} is not UTF-8`, {
      hint: 'save it as UTF-8, or use `copy`, which copies any file unchanged',
    })
  }
  const characters = charactersOf(encoding)
  try {
    if (!characters) return new TextDecoder(label.replace(/-sig$/, ''), { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InputError(`\`${name}\` cannot read ${file} as \`${encoding}\``, { cause })
  }
  const found = [...bytes].map(byte => characters[byte] ?? '')
  if (!found.includes('')) return found.join('')
  throw new InputError(`\`${name}\` cannot read ${file} as \`${encoding}\``)
}

/** Returns the folders to search: those of the task, then the playbook's, then the project's. */
function placesFor(
  { variables, controller }: RenderContext,
  kind: string,
): { folders: string[]; kind: string } {
  const own = variables[SEARCH_PATH]
  const folders = isList(own) ? own.map(String) : []
  return { folders: [...new Set([...folders, ...controller.folders])], kind }
}

function fileText(path: string, { rstrip = true, lstrip = false }: Options, context: RenderContext): string {
  const { content } = readText('file', findFile('file', 'files', path, context), context)
  const left = isTrue(lstrip) ? content.trimStart() : content
  return isTrue(rstrip) ? left.trimEnd() : left
}

function firstFound(
  terms: readonly unknown[],
  { files, paths, skip = false }: Options,
  context: RenderContext,
): string {
  const refuse = (value: unknown): InputError =>
    new InputError(
      `\`first_found\` takes names of files and maps of \`files\` and \`paths\`, got ${kindOf(value)}`,
    )
  const wanted = files === undefined && paths === undefined ? terms : [{ files: files ?? terms, paths }]
  const { names, skips } = wantedFiles(wanted, refuse)
  const tried = names.flatMap(name => placesOf(placesFor(context, 'files'), name))
  const found = tried.find(path => context.controller.kindOf(path) !== undefined)
  if (found !== undefined) {
    if (context.controller.kindOf(found) === 'file') noteFile(found)
    return found
  }
  if (skips || isTrue(skip)) return ''
  throw new InputError('`first_found` found none of its files', {
    hint: tried.length > 0 ? `looked for ${tried.join(', ')}` : 'it was given no name',
  })
}

function csvValue(key: string, options: Options, context: RenderContext): unknown {
  const {
    file: name = 'ansible.csv',
    delimiter = 'TAB',
    col = 1,
    default: other = '',
    encoding = 'utf-8',
  } = options
  const path = findFile('csvfile', 'files', text('csvfile', name), context)
  const separator = ['TAB', '\\t'].includes(String(delimiter)) ? '\t' : text('csvfile', delimiter)
  if ([...separator].length !== 1)
    throw new InputError(`\`delimiter\` of \`csvfile\` must be one character, got \`${separator}\``)
  if (!/^[-+]?\d+$/.test(String(col)))
    throw new InputError(`\`col\` of \`csvfile\` must be a whole number, got \`${String(col)}\``)
  const file = readText('csvfile', path, context, text('csvfile', encoding))
  const found = csvField(file.content, separator, key, Number(col))
  if (found === 'no row') return other
  if (found === 'no column')
    throw new InputError(`the row \`${key}\` of ${path} has no column ${col}`, {
      hint: 'columns are counted from 0; `delimiter` sets their separator',
    })
  return shown(found.value, file, context)
}

function iniValue(key: string, options: Options, context: RenderContext): unknown {
  const { file: name = 'ansible.ini', section = 'global', type = 'ini', default: other = '' } = options
  const { re = false, case_sensitive: cased = false, allow_no_value: valueless = false } = options
  if (type !== 'ini' && type !== 'properties')
    throw new InputError(`\`type\` of \`ini\` is \`ini\` or \`properties\`, got \`${String(type)}\``)
  const path = findFile('ini', 'files', text('ini', name), context)
  const file = readText('ini', path, context, text('ini', options.encoding ?? 'utf-8'))
  const isProperties = type === 'properties'
  const found = iniValues(isProperties ? `[java_properties]\n${file.content}` : file.content, {
    file: path,
    section: isProperties ? 'java_properties' : text('ini', section),
    key: isTrue(re) ? regex('ini', key, 'y', {}) : key,
    isCaseSensitive: isTrue(cased),
    allowsNoValue: isTrue(valueless),
  })
  const values = found.map(value => (value === null ? value : shown(value, file, context)))
  if (isTrue(re)) return values.filter(value => value !== null)
  const [value = other] = values
  return value ?? ''
}

/** Returns a part of a file. Masks it if the file is encrypted. */
function shown(part: string, { isSecret }: FileText, { controller }: RenderContext): string {
  if (isSecret) controller.mask(part)
  return part
}
