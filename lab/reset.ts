import type { LabHost } from './addresses.ts'
import { ensureBase } from './base/build.ts'
import { removeDisk } from './disk.ts'
import { chosenHosts, existingHosts } from './herd.ts'
import { stopHost } from './machine.ts'
import { bringUp } from './up.ts'

type Print = (line: string) => void

/**
 * Deletes the disks of the named hosts, or of all if none is named, and starts the hosts with new disks and the same
 * keys.
 */
export async function reset(named: readonly LabHost[], print: Print): Promise<LabHost[]> {
  const hosts = await chosenHosts(named)
  const all = await existingHosts()
  const base = await ensureBase(print)
  await Promise.all(hosts.map(({ name }) => stopHost(name)))
  await Promise.all(hosts.map(({ name }) => removeDisk(name)))
  await bringUp(hosts, all, base, print)
  return hosts
}

/** Switches hosts off and on again. Their disks are kept. */
export async function reboot(named: readonly LabHost[], print: Print): Promise<LabHost[]> {
  const hosts = await chosenHosts(named)
  await Promise.all(hosts.map(({ name }) => stopHost(name)))
  await bringUp(hosts, await existingHosts(), await ensureBase(print), print)
  return hosts
}
