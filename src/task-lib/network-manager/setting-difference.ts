import type { Settings } from './wanted-settings.ts'

/** Returns the wanted settings whose current value differs. */
export function wrongSettings(wanted: Settings, now: Settings): Settings {
  return new Map([...wanted].filter(([name, value]) => !isSame(name, value, now.get(name) ?? '')))
}

/** Whether the value that nmcli shows means the same as the wanted one, although it may be written differently. */
function isSame(name: string, wanted: string, now: string): boolean {
  if (name === 'bond.options') return hasOptions(wanted, now)
  if (name.endsWith('.routes')) return isEqual(routesIn(wanted), routesIn(now))
  if (name.endsWith('mac-address')) return wanted.toLowerCase() === now.toLowerCase()
  if (LISTS.test(name)) return isEqual(itemsOf(wanted), itemsOf(now))
  const isDefault = wanted === '0' && /\.mtu$/.test(name) && (now === 'auto' || now === '')
  return isDefault || plain(wanted) === plain(now)
}

const LISTS = /\.(addresses|dns|dns-search|routing-rules|key-mgmt|proto|pairwise|group)$/

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at])
}

function itemsOf(list: string): string[] {
  return list
    .split(/[,;]/)
    .map(item => item.trim())
    .filter(item => item !== '')
}

/** Returns the number of a value such as `1 (REORDER_HEADERS)`, which nmcli shows for flags. */
function plain(value: string): string {
  return /^(-?\d+) \([^)]*\)$/.exec(value)?.[1] ?? value
}

/** Whether the wanted options are set; other options may have any value. */
function hasOptions(wanted: string, now: string): boolean {
  const there = new Set(itemsOf(now))
  return itemsOf(wanted).every(option => there.has(option))
}

/**
 * Parses a list of routes to sorted strings such as `10.0.0.0/8 192.0.2.1 5`. Older versions of nmcli print `{ ip =
 * 10.0.0.0/8, nh = 192.0.2.1, mt = 5 }` instead.
 */
function routesIn(value: string): string[] {
  const old = [...value.matchAll(/\{([^}]*)\}/g)].map(([, inner = '']) =>
    itemsOf(inner)
      .map(part => part.replace(/^\w+ = /, ''))
      .join(' '),
  )
  return (old.length > 0 ? old : itemsOf(value)).map(route => route.replace(/\s+/g, ' ')).sort()
}
