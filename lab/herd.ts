import { readdir } from 'node:fs/promises'
import { hostNamed, type LabHost } from './addresses.ts'
import { LabError } from './errors.ts'
import { hostsDir } from './places.ts'

/** Returns the hosts of this lab, running or not: those that have a disk. */
export async function existingHosts(): Promise<LabHost[]> {
  const names = await readdir(hostsDir).catch(() => [])
  return inOrder(names.map(hostNamed))
}

const KINDS = ['node', 'rpm', 'light']

/** Returns the hosts without duplicates, sorted by kind and number. */
export function inOrder(hosts: readonly LabHost[]): LabHost[] {
  const byName = new Map(hosts.map(host => [host.name, host]))
  return [...byName.values()].sort(
    (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.number - b.number,
  )
}

/** Returns the named hosts, or all if none is named. Throws LabError for a host that does not exist. */
export async function chosenHosts(named: readonly LabHost[]): Promise<LabHost[]> {
  const existing = await existingHosts()
  if (existing.length === 0) throw new LabError('the lab is down; bring it up with `npm run lab -- up`')
  const missing = named.filter(({ name }) => !existing.some(host => host.name === name))
  if (missing.length === 0) return named.length > 0 ? inOrder(named) : existing
  const [has, asked] = [existing, missing].map(hosts => hosts.map(({ name }) => name).join(', '))
  throw new LabError(`the lab has no ${asked}; it has ${has}`)
}
