import { mkdir } from 'node:fs/promises'
import pLimit from 'p-limit'
import { hostsOf, type LabHost } from './addresses.ts'
import { type Base, ensureBase } from './base/build.ts'
import { isFrozen, setFrozen } from './cgroups.ts'
import { writeControllerEtc } from './controller.ts'
import { mountDisk } from './disk.ts'
import { existingHosts, inOrder } from './herd.ts'
import { writeInventory } from './inventory.ts'
import { ensureKeys } from './keys.ts'
import { isRunning, startHost, stopHost } from './machine.ts'
import { installNeeds } from './needs.ts'
import { connectHost, isLinkUp, makeControllerNetwork, setLink } from './network.ts'
import { hostsDir } from './places.ts'
import { waitUntilReady } from './ready.ts'
import { ensureRpmRoot } from './rpm/build.ts'
import { ensureServer } from './server.ts'

type Print = (line: string) => void

/** Starts the requested hosts and repairs existing ones. Never removes a host. */
export async function up(
  size: { nodes?: number; lights?: number; rpms?: number },
  print: Print,
): Promise<LabHost[]> {
  await installNeeds(print)
  const base = await ensureBase(print)
  const before = await existingHosts()
  const nodes = size.nodes ?? (before.length > 0 || size.lights || size.rpms ? 0 : 3)
  const hosts = inOrder([...before, ...hostsOf(nodes, size.lights ?? 0, size.rpms ?? 0)])
  await mkdir(hostsDir, { recursive: true })
  await ensureKeys(hosts)
  await makeControllerNetwork()
  await writeControllerEtc(hosts)
  await bringUp(hosts, hosts, base, print)
  await ensureServer(base.www)
  await writeInventory(hosts, base.versions)
  return hosts
}

/** Connects, mounts and starts the hosts that need it, and waits until all are ready. */
export async function bringUp(
  some: readonly LabHost[],
  all: readonly LabHost[],
  base: Base,
  print: Print,
): Promise<void> {
  const few = pLimit(8)
  await Promise.all(some.map(host => few(() => mendConnection(host))))
  const stopped = some.filter(({ name }) => !isRunning(name))
  if (stopped.length > 0)
    print(`starting ${stopped.length === 1 ? stopped[0]!.name : `${stopped.length} hosts`}`)
  const roots = {
    rpm: stopped.some(({ kind }) => kind === 'rpm') ? await ensureRpmRoot(base, print) : base.root,
  }
  await Promise.all(
    stopped.map(host =>
      few(() =>
        mountDisk(host, host.kind === 'rpm' ? roots.rpm : base.root, all).then(() => startHost(host)),
      ),
    ),
  )
  await waitUntilReady(some)
}

/**
 * Repairs the network connection of a host. A host whose network was removed is stopped, because it cannot be moved
 * to the new one.
 */
async function mendConnection(host: LabHost): Promise<void> {
  if (await connectHost(host)) await stopHost(host.name)
  if (isFrozen(host.name)) await setFrozen(host.name, false)
  if (!(await isLinkUp(host))) await setLink(host, 'up')
}
