import { parseJson } from '../../base/parse-json.ts'

/**
 * Facts that the host itself keeps in `/etc/ansible/facts.d/NAME.fact`: JSON or INI, or what a program there prints. Of one that failed, or is
 * neither, there is a text that says so, as in Ansible.
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
    parseJson(text) ?? parseIni(lines) ?? `error loading facts as JSON or ini - please check content: ${file}`
  )
}

/** Sections of options as Python's ConfigParser reads them: names in small letters. Undefined if it is something else. */
function parseIni(lines: readonly string[]): Record<string, Record<string, string>> | undefined {
  const sections = Object.create(null) as Record<string, Record<string, string>>
  let section: Record<string, string> | undefined
  let option: string | undefined
  for (const line of lines) {
    if (/^\s*([#;].*)?$/.test(line)) continue
    const header = /^\[([^\]]+)\]/.exec(line)?.[1]
    const [, name, value = ''] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (header !== undefined) {
      section = sections[header] ?? (Object.create(null) as Record<string, string>)
      sections[header] = section
      option = undefined
    } else if (/^\s/.test(line) && section && option !== undefined) section[option] += `\n${line.trim()}`
    else if (section && name !== undefined) {
      option = name.toLowerCase()
      section[option] = value
    } else return undefined
  }
  return sections
}
