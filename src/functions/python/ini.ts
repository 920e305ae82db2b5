import { type IniRules, type IniSection, iniKey, parseIni } from '../../base/python-ini.ts'
import { withinTime } from '../../base/time-limit.ts'
import { InputError } from '../../errors.ts'

/** The section and key to read from an INI file. */
export interface IniQuery extends IniRules {
  readonly section: string
  /** A key, or a sticky regular expression that selects all keys whose beginning matches. */
  readonly key: string | RegExp
}

/**
 * Returns the values of a key, or of all keys that match, as Python's `configparser.ConfigParser` reads a file:
 * `[DEFAULT]` applies to all sections, indented lines continue a value, and `%(name)s` inserts another value of the
 * section. The value of a key without one is null. Throws InputError for malformed text, a section that does not
 * exist, and duplicate keys.
 */
export function iniValues(text: string, query: IniQuery): (string | null)[] {
  const { file, section, key } = query
  const { sections, defaults } = parseIni(text, query)
  const own = section === 'DEFAULT' ? defaults : sections.get(section)
  if (!own) {
    const names = [...sections.keys()].map(name => `\`${name}\``)
    throw new InputError(`${file} has no section \`${section}\``, {
      hint: names.length > 0 ? `its sections are ${names.join(', ')}` : 'it has no sections',
    })
  }
  const all = new Map([...defaults, ...own])
  const read = (name: string): string | null => expanded(all.get(name) ?? null, all, query, 0)
  if (typeof key === 'string') {
    const name = iniKey(key, query)
    return all.has(name) ? [read(name)] : []
  }
  // Ansible's order: that of the section's map, which contains the defaults first.
  const names = withinTime('`ini`', () => [...all.keys()].filter(name => name.search(key) >= 0))
  return names.map(read)
}

/**
 * Returns the sections of an INI text with their uninterpolated values. Each section includes the values of
 * `[DEFAULT]`; if there are any, they are also returned under that name. Throws InputError for malformed text.
 */
export function iniSections(
  text: string,
  file: string,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { sections, defaults } = parseIni(text, { file, isCaseSensitive: true, allowsNoValue: false })
  const all = [...sections].map(([title, own]) => [title, Object.fromEntries([...defaults, ...own])] as const)
  const others = defaults.size > 0 ? [['DEFAULT', Object.fromEntries(defaults)] as const] : []
  return Object.fromEntries([...all, ...others])
}

/** The maximum depth of interpolation, as in Python. */
const DEEPEST = 10

/** Interpolates a value as Python's `BasicInterpolation` does. */
function expanded(value: string | null, options: IniSection, rules: IniRules, depth: number): string | null {
  if (value === null || !value.includes('%')) return value
  if (depth >= DEEPEST)
    throw new InputError(`\`%(…)s\` in ${rules.file} refers to itself, or goes deeper than ${DEEPEST}`)
  return value.replace(/%(?:%|\(([^)]+)\)s|)/g, (part, name: string | undefined) => {
    if (part === '%%') return '%'
    if (name === undefined)
      throw new InputError(`\`%\` in ${rules.file} must be followed by \`%\` or \`(name)s\`: \`${value}\``)
    const key = iniKey(name, rules)
    if (!options.has(key))
      throw new InputError(`\`%(${name})s\` in ${rules.file} names a key that does not exist`)
    return expanded(options.get(key) ?? null, options, rules, depth + 1) ?? ''
  })
}
