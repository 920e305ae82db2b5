import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { controllerAddress, hardwareAddress, type LabHost, prefixLength } from './addresses.ts'
import { controllerNamespace, hostPlaces } from './places.ts'
import { ask, run } from './program.ts'

//   root namespace     nothing: no private address is ever reachable from here
//   drover             bridge lab0 (192.168.202.1) ─┬─ v-node1 ═ eth0  drover-node1 (192.168.202.131)
//                                                   └─ v-node2 ═ eth0  drover-node2 (192.168.202.132)
const bridge = 'lab0'

/** Returns the file through which a process enters a network namespace. */
export const namespaceFile = (name: string) => join('/run/netns', name)

/** Creates the controller's namespace and bridge if they do not exist. */
export async function makeControllerNetwork(): Promise<void> {
  if (await hasLink(controllerNamespace, bridge)) return
  await makeNamespace(controllerNamespace)
  await batch(controllerNamespace, [
    `link add ${bridge} address ${hardwareAddress(controllerAddress)} type bridge`,
    `addr add ${controllerAddress}/${prefixLength} dev ${bridge}`,
    `link set ${bridge} up`,
  ])
}

/** Connects a host to the bridge. Returns whether it was not yet connected. */
export async function connectHost({ name, address }: LabHost): Promise<boolean> {
  const { netns, port } = hostPlaces(name)
  if ((await hasLink(netns, 'eth0')) && (await hasLink(controllerNamespace, port))) return false
  await makeNamespace(netns)
  await ask('ip', ['-n', controllerNamespace, 'link', 'del', port])
  await ask('ip', ['-n', netns, 'link', 'del', 'eth0'])
  await batch(controllerNamespace, [
    `link add ${port} type veth peer name eth0 address ${hardwareAddress(address)} netns ${netns}`,
    `link set ${port} master ${bridge} up`,
  ])
  await batch(netns, [`addr add ${address}/${prefixLength} dev eth0`, 'link set eth0 up'])
  return true
}

async function makeNamespace(name: string): Promise<void> {
  if (!existsSync(namespaceFile(name))) await run('ip', ['netns', 'add', name])
  await run('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
}

async function hasLink(namespace: string, link: string): Promise<boolean> {
  if (!existsSync(namespaceFile(namespace))) return false
  return (await ask('ip', ['-n', namespace, 'link', 'show', link])).code === 0
}

const batch = (namespace: string, lines: readonly string[]) =>
  run('ip', ['-n', namespace, '-batch', '-'], { input: lines.join('\n') + '\n' })

/** Plugs or unplugs a host's network cable. While it is unplugged, packets are dropped silently in both directions. */
export async function setLink(host: LabHost, state: 'up' | 'down'): Promise<void> {
  await run('ip', ['-n', controllerNamespace, 'link', 'set', hostPlaces(host.name).port, state])
}

/** Returns whether a host's network cable is plugged in. */
export async function isLinkUp(host: LabHost): Promise<boolean> {
  const { stdout } = await ask('ip', [
    '-n',
    controllerNamespace,
    '-o',
    'link',
    'show',
    hostPlaces(host.name).port,
  ])
  return /[<,]UP[,>]/.test(stdout)
}

/** Removes every namespace of the lab, including their links. */
export async function removeNetwork(): Promise<void> {
  const listed = (await run('ip', ['netns', 'list'])).split('\n').map(line => line.split(' ')[0] ?? '')
  const ours = listed.filter(
    name => name === controllerNamespace || name.startsWith(`${controllerNamespace}-`),
  )
  for (const name of ours) await run('ip', ['netns', 'del', name])
  if (listed.filter(Boolean).length === ours.length) await ask('umount', ['/run/netns']) // where ip keeps them, now empty
}
