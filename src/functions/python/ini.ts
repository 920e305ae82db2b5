import { withinTime } from '../../base/time-limit.ts'
import { InputError } from '../../errors.ts'

/** What is asked of an INI file. */
export interface IniQuery {
  /** For errors. */
  readonly file: string
  readonly section: string
  /** A sticky regular expression, which matches at the beginning of keys, means all of them that match. */
  readonly key: string | RegExp
  readonly isCaseSensitive: boolean
  readonly allowsNoValue: boolean
}

type Section = Map<string, string | null>

interface Ini {
  readonly sections: ReadonlyMap<string, Section>
  readonly defaults: Section
}

/**
 * The values of a key, or of all keys that match, as Python's `configparser.ConfigParser` reads a file: `[DEFAULT]` counts in all
 * sections, indented lines continue a value, `%(name)s` stands for another value of the section. A key without a value is null.
 * Throws InputError for what is no INI file, a section that there is not, and a key that is there twice.
 */
export function iniValues(text: string, query: IniQuery): (string | null)[] {
  const { file, section, key } = query
  const { sections, defaults } = parse(text, query)
  const own = section === 'DEFAULT' ? defaults : sections.get(section)
  if (!own) {
    const names = [...sections.keys()].map(name => `\`${name}\``)
    throw new InputError(`${file} has no section \`${section}\``, {
      hint: names.length > 0 ? `its sections are ${names.join(', ')}` : 'it has no sections',
    })
  }
  const all: Section = new Map([...defaults, ...own])
  const read = (name: string): string | null => expanded(all.get(name) ?? null, all, query, 0)
  if (typeof key === 'string') {
    const name = folded(key, query)
    return all.has(name) ? [read(name)] : []
  }
  // Ansible's order: those of the section as a map has them that began with the defaults.
  const names = withinTime('`ini`', () => [...all.keys()].filter(name => name.search(key) >= 0))
  return names.map(read)
}

function folded(key: string, { isCaseSensitive }: IniQuery): string {
  return isCaseSensitive ? key : key.toLowerCase()
}

/**
 * The sections of an INI text with their values as they are written, and those of `[DEFAULT]` in each and, if there are any, under
 * that name. Throws InputError for what is no INI text.
 */
export function iniSections(
  text: string,
  file: string,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const query: IniQuery = { file, section: '', key: '', isCaseSensitive: true, allowsNoValue: false }
  const { sections, defaults } = parse(text, query)
  const all = [...sections].map(([title, own]) => [title, Object.fromEntries([...defaults, ...own])] as const)
  const others = defaults.size > 0 ? [['DEFAULT', Object.fromEntries(defaults)] as const] : []
  return Object.fromEntries([...all, ...others])
}

/** A section while it is read: the lines of each value. */
type Lines = Map<string, string[] | null>

/** Where reading a file has come to. */
interface Reading {
  readonly query: IniQuery
  readonly sections: Map<string, Lines>
  readonly defaults: Lines
  current?: { readonly title: string; readonly lines: Lines }
  /** The key whose value indented lines continue. */
  option: string | undefined
  indent: number
}

/** Python's `_read`, without comments behind values. */
function parse(text: string, query: IniQuery): Ini {
  const reading: Reading = { query, sections: new Map(), defaults: new Map(), option: undefined, indent: 0 }
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) readLine(reading, line, index + 1)
  const { sections, defaults } = reading
  return {
    sections: new Map([...sections].map(([title, lines]) => [title, joined(lines)])),
    defaults: joined(defaults),
  }
}

function joined(lines: Lines): Section {
  return new Map([...lines].map(([key, value]) => [key, value?.join('\n').trimEnd() ?? null]))
}

function readLine(reading: Reading, line: string, number: number): void {
  const { current, option, indent, query } = reading
  const value = line.trim()
  const before = option === undefined ? undefined : current?.lines.get(option)
  if (value === '') before?.push('')
  if (value === '' || value.startsWith('#') || value.startsWith(';')) return
  const depth = line.length - line.trimStart().length
  if (option !== undefined && depth > indent) {
    before?.push(value)
    return
  }
  reading.indent = depth
  const title = /^\[(.+)\]/.exec(value)?.[1]
  const place = `${query.file}:${number}`
  if (title === undefined) readOption(reading, value, place)
  else openSection(reading, title, place)
}

function openSection(reading: Reading, title: string, place: string): void {
  const { sections, defaults } = reading
  if (sections.has(title)) throw noIni(place, `the section \`${title}\` exists twice`)
  const lines: Lines = title === 'DEFAULT' ? defaults : new Map()
  if (title !== 'DEFAULT') sections.set(title, lines)
  reading.current = { title, lines }
  reading.option = undefined
}

function readOption(reading: Reading, value: string, place: string): void {
  const { current, query } = reading
  if (!current) throw noIni(place, `\`${value}\` is in no section`)
  const at = value.search(/[=:]/)
  if (at === 0 || (at < 0 && !query.allowsNoValue)) throw noIni(place, `\`${value}\` has no key and value`)
  const key = folded((at < 0 ? value : value.slice(0, at)).trimEnd(), query)
  if (current.lines.has(key)) throw noIni(place, `the section \`${current.title}\` has \`${key}\` twice`)
  current.lines.set(key, at < 0 ? null : [value.slice(at + 1).trim()])
  reading.option = key
}

function noIni(place: string, what: string): InputError {
  return new InputError(`${place}: ${what}`, { hint: 'it must be an INI file as Python reads them' })
}

/** As deep as Python goes. */
const DEEPEST = 10

/** Python's `BasicInterpolation`. */
function expanded(value: string | null, all: Section, query: IniQuery, depth: number): string | null {
  if (value === null || !value.includes('%')) return value
  if (depth >= DEEPEST)
    throw new InputError(`\`%(…)s\` in ${query.file} refers to itself, or goes deeper than ${DEEPEST}`)
  return value.replace(/%(?:%|\(([^)]+)\)s|)/g, (part, name: string | undefined) => {
    if (part === '%%') return '%'
    if (name === undefined)
      throw new InputError(`\`%\` in ${query.file} must be followed by \`%\` or \`(name)s\`: \`${value}\``)
    const key = folded(name, query)
    if (!all.has(key))
      throw new InputError(`\`%(${name})s\` in ${query.file} names a key that does not exist`)
    return expanded(all.get(key) ?? null, all, query, depth + 1) ?? ''
  })
}
