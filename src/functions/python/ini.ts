import { type IniRules, type IniSection, iniKey, parseIni } from '../../base/python-ini.ts'
import { withinTime } from '../../base/time-limit.ts'
import { InputError } from '../../errors.ts'

/** What is asked of an INI file. */
export interface IniQuery extends IniRules {
  readonly section: string
  /** A sticky regular expression, which matches at the beginning of keys, means all of them that match. */
  readonly key: string | RegExp
}

/**
 * The values of a key, or of all keys that match, as Python's `configparser.ConfigParser` reads a file: `[DEFAULT]` counts in all
 * sections, indented lines continue a value, `%(name)s` stands for another value of the section. A key without a value is null.
 * Throws InputError for what is no INI file, a section that there is not, and a key that is there twice.
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
  // Ansible's order: those of the section as a map has them that began with the defaults.
  const names = withinTime('`ini`', () => [...all.keys()].filter(name => name.search(key) >= 0))
  return names.map(read)
}

/**
 * The sections of an INI text with their values as they are written, and those of `[DEFAULT]` in each and, if there are any, under
 * that name. Throws InputError for what is no INI text.
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

/** As deep as Python goes. */
const DEEPEST = 10

/** Python's `BasicInterpolation`. */
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
