import { parseSize } from '../../base/bytes.ts'

/** Settings whose values are passwords. */
const SECRETS: ReadonlySet<string> = new Set([
  ...['requirepass', 'masterauth', 'tls-key-file-pass', 'tls-client-key-file-pass'],
])

/** Whether the value of a setting is a password. */
export function isSecretSetting(name: string): boolean {
  return SECRETS.has(name.toLowerCase())
}

/** A value as it is sent: a size is a number of bytes, each step of a unit 1024, as in Ansible. */
export function sentValue(name: string, value: string): string {
  const isSize = !isSecretSetting(name) && /^\s*\d+(\.\d+)?\s*[KMGT]?B?\s*$/i.test(value)
  const bytes = isSize && /[A-Za-z]/.test(value) ? parseSize(value) : undefined
  return bytes === undefined ? value : String(bytes)
}

/** Whether a server means the same by two values of a setting. */
export function isSameSetting(name: string, found: string, wanted: string): boolean {
  return formOf(name, found) === formOf(name, wanted) || isPartOf(name, found, wanted)
}

/** A value in the one form in which it is compared. */
function formOf(name: string, value: string): string {
  if (isSecretSetting(name)) return value
  if (name === 'notify-keyspace-events') return eventClasses(value)
  return value.trim().replace(/\s+/g, ' ')
}

/** Source: Redis, "Redis keyspace notifications": `A` is the classes that are in most versions. */
function eventClasses(value: string): string {
  return [...new Set(value.replace('A', 'g$lshzxetd'))].sort().join('')
}

/** The limits of a class of clients that the value does not name stay as they are. */
function isPartOf(name: string, found: string, wanted: string): boolean {
  if (name !== 'client-output-buffer-limit') return false
  const [all, part] = [limitsOf(found), limitsOf(wanted)]
  return part.size > 0 && [...part].every(([kind, limits]) => all.get(kind) === limits)
}

/** Limits by the class of clients: `normal 0 0 0 replica 256mb 64mb 60`. */
function limitsOf(value: string): Map<string, string> {
  const words = value.trim().toLowerCase().split(/\s+/)
  const limits = new Map<string, string>()
  for (let at = 0; at + 3 < words.length; at += 4) {
    const [kind = '', hard = '', soft = '', seconds = ''] = words.slice(at, at + 4)
    limits.set(kind === 'slave' ? 'replica' : kind, [parseSize(hard), parseSize(soft), seconds].join(' '))
  }
  return limits
}
