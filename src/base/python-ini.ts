import { InputError } from '../errors.ts'

/** Options for parsing an INI file. */
export interface IniRules {
  /** The name of the file for error messages. */
  readonly file: string
  readonly isCaseSensitive: boolean
  readonly allowsNoValue: boolean
}

/** The options of a section by key; null for a key without a value. */
export type IniSection = ReadonlyMap<string, string | null>

/** A parsed INI file. The options of `[DEFAULT]` apply to all sections; they are in `defaults` only. */
export interface Ini {
  readonly sections: ReadonlyMap<string, IniSection>
  readonly defaults: IniSection
}

/**
 * Parses a file as Python's `configparser.ConfigParser` does, without comments after values; indented lines continue
 * a value. Throws InputError if it is not a valid INI file, or if a section or a key exists twice.
 */
export function parseIni(text: string, rules: IniRules): Ini {
  const reading: Reading = { rules, sections: new Map(), defaults: new Map(), option: undefined, indent: 0 }
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) readLine(reading, line, index + 1)
  const { sections, defaults } = reading
  return {
    sections: new Map([...sections].map(([title, lines]) => [title, joined(lines)])),
    defaults: joined(defaults),
  }
}

/** Returns a key in the form in which sections store it. */
export function iniKey(key: string, { isCaseSensitive }: IniRules): string {
  return isCaseSensitive ? key : key.toLowerCase()
}

/** A section while it is parsed: the lines of each value. */
type Lines = Map<string, string[] | null>

/** The state of parsing a file. */
interface Reading {
  readonly rules: IniRules
  readonly sections: Map<string, Lines>
  readonly defaults: Lines
  current?: { readonly title: string; readonly lines: Lines }
  /** The key whose value is continued by an indented line. */
  option: string | undefined
  indent: number
}

function joined(lines: Lines): IniSection {
  return new Map([...lines].map(([key, value]) => [key, value?.join('\n').trimEnd() ?? null]))
}

function readLine(reading: Reading, line: string, number: number): void {
  const { current, option, indent, rules } = reading
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
  const place = `${rules.file}:${number}`
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
  const { current, rules } = reading
  if (!current) throw noIni(place, `\`${value}\` is in no section`)
  const at = value.search(/[=:]/)
  if (at === 0 || (at < 0 && !rules.allowsNoValue)) throw noIni(place, `\`${value}\` has no key and value`)
  const key = iniKey((at < 0 ? value : value.slice(0, at)).trimEnd(), rules)
  if (current.lines.has(key)) throw noIni(place, `the section \`${current.title}\` has \`${key}\` twice`)
  current.lines.set(key, at < 0 ? null : [value.slice(at + 1).trim()])
  reading.option = key
}

function noIni(place: string, what: string): InputError {
  return new InputError(`${place}: ${what}`, { hint: 'it must be an INI file as Python reads them' })
}
