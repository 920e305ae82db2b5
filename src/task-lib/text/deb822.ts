/**
 * Returns the text of a `.sources` file, with its fields in Ansible's order. Format: sources.list(5), "DEB822-STYLE
 * FORMAT".
 */
export function deb822Text(fields: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([param, value]) => `${fieldName(param)}:${fieldText(value)}\n`)
  return lines.join('')
}

function fieldName(param: string): string {
  if (param === 'name') return 'X-Repolib-Name'
  if (param === 'uris') return 'URIs'
  return param.replace(/(^|_)(.)/g, (_, before, letter) => `${before && '-'}${letter.toUpperCase()}`)
}

function fieldText(value: unknown): string {
  if (typeof value === 'boolean') return value ? ' yes' : ' no'
  const words = Array.isArray(value) ? value.join(' ') : String(value)
  if (!words.includes('\n')) return ` ${words}`
  const lines = words.trim().split(/\r?\n/)
  return lines.map(line => `\n    ${line.trim() || '.'}`).join('')
}
