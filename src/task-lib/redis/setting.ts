import { parseSize } from '../../base/bytes.ts'

/** Settings whose values are passwords. */
const SECRETS: ReadonlySet<string> = new Set([
  ...['requirepass', 'masterauth', 'tls-key-file-pass', 'tls-client-key-file-pass'],
])

/** Whether the value of a setting is a password. */
export function isSecretSetting(name: string): boolean {
  return SECRETS.has(name.toLowerCase())
}

/**
 * Converts a value to the form in which it is sent: a size becomes a number of bytes, where each unit is 1024 times the
 * one below, as in Ansible.
 */
export function sentValue(name: string, value: string): string {
  const isSize = !isSecretSetting(name) && /^\s*\d+(\.\d+)?\s*[KMGT]?B?\s*$/i.test(value)
  const bytes = isSize && /[A-Za-z]/.test(value) ? parseSize(value) : undefined
  return bytes === undefined ? value : String(bytes)
}

/** Whether two spellings of a setting's value mean the same value. */
export function isSameSetting(name: string, found: string, wanted: string): boolean {
  return formOf(name, found) === formOf(name, wanted) || isPartOf(name, found, wanted)
}

/** Normalizes a value for comparison. */
function formOf(name: string, value: string): string {
  if (isSecretSetting(name)) return value
  if (name === 'notify-keyspace-events') return eventClasses(value)
  return value.trim().replace(/\s+/g, ' ')
}

/**
 * Normalizes a set of event classes: `A` is replaced by the classes that it means in most versions. Source: Redis,
 * "Redis keyspace notifications".
 */
function eventClasses(value: string): string {
  return [...new Set(value.replace('A', 'g$lshzxetd'))].sort().join('')
}

/** Whether the wanted value is part of the current one: limits of client classes that it does not name are kept. */
function isPartOf(name: string, found: string, wanted: string): boolean {
  if (name !== 'client-output-buffer-limit') return false
  const [all, part] = [limitsOf(found), limitsOf(wanted)]
  return part.size > 0 && [...part].every(([kind, limits]) => all.get(kind) === limits)
}

/** Parses a value such as `normal 0 0 0 replica 256mb 64mb 60` to limits by client class. */
function limitsOf(value: string): Map<string, string> {
  const words = value.trim().toLowerCase().split(/\s+/)
  const limits = new Map<string, string>()
  for (let at = 0; at + 3 < words.length; at += 4) {
    const [kind = '', hard = '', soft = '', seconds = ''] = words.slice(at, at + 4)
    limits.set(kind === 'slave' ? 'replica' : kind, [parseSize(hard), parseSize(soft), seconds].join(' '))
  }
  return limits
}
