/** The settings of one repository by their names, in the order in which they are written. */
export type RepoSettings = readonly (readonly [name: string, value: string])[]

/**
 * Sets a repository in the text of a `.repo` file: its section is replaced if a setting differs, or added at the end.
 * Other sections and the comments between them are kept. Format: yum.conf(5), written as Python's `configparser` and so
 * Ansible write it.
 */
export function withRepo(text: string, id: string, settings: RepoSettings): string {
  const parts = sectionsOf(text)
  const [own, ...doubles] = parts.filter(part => part.id === id)
  const written = `[${id}]\n${settings.map(([name, value]) => `${name} = ${value.replaceAll('\n', '\n\t')}\n`).join('')}`
  if (own === undefined) return `${withBlankLine(text)}${written}\n`
  if (doubles.length === 0 && isSame(settingsIn(own.body), settings)) return text
  return parts
    .filter(part => !doubles.includes(part))
    .map(part => (part === own ? `${written}${part.tail || '\n'}` : part.body + part.tail))
    .join('')
}

/** Removes a repository from the text of a `.repo` file; null if no section is left. */
export function withoutRepo(text: string, id: string): string | null {
  const parts = sectionsOf(text)
  if (!parts.some(part => part.id === id)) return text
  if (parts.every(part => part.id === undefined || part.id === id)) return null
  return parts.map(({ id: each, body, tail }) => (each === id ? commentsIn(tail) : body + tail)).join('')
}

/** Returns the tail of a removed section if it contains comments; blank lines alone are removed. */
function commentsIn(tail: string): string {
  return tail.trim() === '' ? '' : tail
}

interface Section {
  /** Absent for the lines before the first section. */
  readonly id?: string
  /** The lines of the section, starting with its header. */
  readonly body: string
  /** Blank lines and comments after the section, which belong to the next one. */
  readonly tail: string
}

function sectionsOf(text: string): Section[] {
  return text
    .split(/^(?=\[)/m)
    .filter(part => part !== '')
    .map(part => {
      const [, id] = /^\[([^\]\n]*)\]/.exec(part) ?? []
      if (id === undefined) return { body: part, tail: '' }
      const lines = part.split(/(?<=\n)/)
      const last = lines.findLastIndex(line => !/^\s*([#;]|$)/.test(line))
      return { id: id.trim(), body: lines.slice(0, last + 1).join(''), tail: lines.slice(last + 1).join('') }
    })
}

function settingsIn(body: string): RepoSettings {
  const settings: [string, string][] = []
  for (const line of body.split(/\r?\n/).slice(1)) {
    const last = settings.at(-1)
    if (/^\s*([#;]|$)/.test(line)) continue
    if (/^\s/.test(line) && last !== undefined) last[1] += `\n${line.trim()}`
    else {
      const [, name = line, value = ''] = /^(.*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
      settings.push([name.trim().toLowerCase(), value])
    }
  }
  return settings
}

function isSame(found: RepoSettings, wanted: RepoSettings): boolean {
  const texts = (settings: RepoSettings): string =>
    JSON.stringify([...settings].sort(([one], [other]) => (one < other ? -1 : 1)))
  return texts(found) === texts(wanted)
}

function withBlankLine(text: string): string {
  if (text === '' || /(^|\n)\n$/.test(text)) return text
  return text.endsWith('\n') ? `${text}\n` : `${text}\n\n`
}
