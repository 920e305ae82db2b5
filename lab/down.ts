import { rm } from 'node:fs/promises'
import { endAllGroups } from './cgroups.ts'
import { removeControllerEtc } from './controller.ts'
import { removeDisk, unmountBelow } from './disk.ts'
import { existingHosts } from './herd.ts'
import { removeInventory } from './inventory.ts'
import { removeNetwork } from './network.ts'
import { ancestors } from './own-process.ts'
import { hostsDir } from './places.ts'

/** Ends and removes everything that the lab created, except the cached base and the keys, whatever its state. */
export async function down(): Promise<void> {
  await endAllGroups(ancestors())
  await Promise.all((await existingHosts()).map(({ name }) => removeDisk(name)))
  await unmountBelow()
  await rm(hostsDir, { recursive: true, force: true })
  await removeNetwork()
  await removeControllerEtc()
  await removeInventory()
}
