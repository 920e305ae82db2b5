import { parseFloatJson } from '../../base/float-json.ts'
import { parseJson } from '../../base/parse-json.ts'
import { parseIni } from '../../base/python-ini.ts'
import { InputError } from '../../errors.ts'

/**
 * Returns the facts that the host itself keeps in `/etc/ansible/facts.d/NAME.fact`: a JSON or INI file, or a program
 * that prints one of them. If a program failed, or the format is another one, the fact is an error message, as in
 * Ansible.
 */
export function parseLocalFacts(lines: readonly string[]): Record<string, unknown> {
  const facts = Object.create(null) as Record<string, unknown>
  let name: string | undefined
  const contents = new Map<string, { readonly status: number; readonly lines: string[] }>()
  for (const line of lines) {
    const [, status, next] = /^=(\d+) (.*)$/.exec(line) ?? []
    if (next !== undefined) {
      name = next
      contents.set(name, { status: Number(status), lines: [] })
    } else if (name !== undefined) contents.get(name)?.lines.push(line.slice(1))
  }
  for (const [each, { status, lines: content }] of contents) facts[each] = factOf(each, status, content)
  return facts
}

function factOf(name: string, status: number, lines: readonly string[]): unknown {
  const file = `/etc/ansible/facts.d/${name}.fact`
  const text = lines.join('\n')
  if (status !== 0) return `Failure executing fact script (${file}), rc: ${status}, err: ${text}`
  return (
    parseJson(text, parseFloatJson) ??
    readSections(text, file) ??
    `error loading facts as JSON or ini - please check content: ${file}`
  )
}

type Section = Record<string, string | null>

/**
 * Parses the text as Python's ConfigParser does; returns the options by section, undefined if it is not an INI file.
 * Options of `[DEFAULT]` are not copied into other sections and `%(name)s` is not replaced: with either, a host could
 * make a very large value from a short text.
 */
function readSections(text: string, file: string): Record<string, Section> | undefined {
  try {
    const { sections, defaults } = parseIni(text, { file, isCaseSensitive: false, allowsNoValue: false })
    const all = defaults.size > 0 ? [...sections, ['DEFAULT', defaults] as const] : [...sections]
    return withoutPrototype(all.map(([title, options]) => [title, withoutPrototype([...options])]))
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** The object has no prototype, since a host may name a fact `__proto__`. */
function withoutPrototype<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const facts = Object.create(null) as Record<string, T>
  for (const [name, value] of entries) facts[name] = value
  return facts
}
