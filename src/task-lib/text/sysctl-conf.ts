import { joinLines, splitLines } from './lines.ts'

/**
 * Sets a setting in the text of a sysctl.conf, or removes it if `value` is null. The first line that sets it is
 * replaced and others are removed; all other lines are kept.
 */
export function setKernelSetting(text: string, name: string, value: string | null): string {
  const wanted = settingPath(name)
  const lines = splitLines(text)
  const isIts = (line: string): boolean => {
    const [, key, given] = /^\s*([^#;\s=][^=]*?)\s*=(.*)$/.exec(line) ?? []
    return key !== undefined && given !== undefined && settingPath(key) === wanted
  }
  const at = lines.findIndex(isIts)
  if (at < 0) return value === null ? text : joinLines([...lines, `${name}=${value}`])
  const right =
    value === null ? [] : [valueIn(lines[at] ?? '') === value ? (lines[at] ?? '') : `${name}=${value}`]
  const next = lines.flatMap((line, index) => {
    if (index === at) return right
    return isIts(line) ? [] : [line]
  })
  if (next.length === lines.length && next[at] === lines[at]) return text
  return joinLines(next)
}

function valueIn(line: string): string {
  return line.slice(line.indexOf('=') + 1).trim()
}

/**
 * Returns the path of a setting below /proc/sys. The first `.` or `/` in its name is the separator; the other character
 * is then part of a name, as in `eth0.1`.
 */
export function settingPath(name: string): string {
  const isSlashed = /[./]/.exec(name)?.[0] === '/'
  const parts = isSlashed ? name.split('/') : name.split('.').map(part => part.replaceAll('/', '.'))
  return parts.join('/')
}
