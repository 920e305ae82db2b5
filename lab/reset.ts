import type { LabHost } from './addresses.ts'
import { ensureBase } from './base/build.ts'
import { removeDisk } from './disk.ts'
import { chosenHosts, existingHosts } from './herd.ts'
import { stopHost } from './machine.ts'
import { bringUp } from './up.ts'

type Say = (line: string) => void

/**
 * Deletes the disks of the named hosts, or of all if none is named, and starts the hosts with new disks and the same
 * keys.
 */
export async function reset(named: readonly LabHost[], say: Say): Promise<LabHost[]> {
  const hosts = await chosenHosts(named)
  const all = await existingHosts()
  const base = await ensureBase(say)
  await Promise.all(hosts.map(({ name }) => stopHost(name)))
  await Promise.all(hosts.map(({ name }) => removeDisk(name)))
  await bringUp(hosts, all, base, say)
  return hosts
}

/** Switches hosts off and on again. Their disks are kept. */
export async function reboot(named: readonly LabHost[], say: Say): Promise<LabHost[]> {
  const hosts = await chosenHosts(named)
  await Promise.all(hosts.map(({ name }) => stopHost(name)))
  await bringUp(hosts, await existingHosts(), await ensureBase(say), say)
  return hosts
}
