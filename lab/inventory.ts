import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { stringify } from 'yaml'
import { controllerAddress, type LabHost } from './addresses.ts'
import type { Versions } from './base/releases.ts'
import { clientKey, inventoryFile, knownHostsFile } from './places.ts'

/** Writes the lab's inventory into the project's inventory folder. */
export async function writeInventory(hosts: readonly LabHost[], versions: Versions): Promise<void> {
  await mkdir(dirname(inventoryFile), { recursive: true })
  await writeFile(inventoryFile, inventoryText(hosts, versions))
}

export const removeInventory = () => rm(inventoryFile, { force: true })

/**
 * Returns the lab's inventory. Its variables belong to its hosts, never to `all`: hosts of other files do not get
 * them, and on lab hosts they take precedence over the site's settings in `group_vars/`.
 */
export function inventoryText(hosts: readonly LabHost[], versions: Versions): string {
  const ofKind = (kind: string) => hosts.filter(host => host.kind === kind)
  const addressed = (some: readonly LabHost[]) =>
    Object.fromEntries(some.map(({ name, address }) => [name, { address }]))
  const nodeVars = { ...connectionVars, ...downloadVars(versions) }
  const lab = {
    hosts: Object.fromEntries(
      hosts.map(({ name, kind }) => [name, kind === 'light' ? connectionVars : nodeVars]),
    ),
  }
  const light = ofKind('light').length > 0 ? { light: { hosts: addressed(ofKind('light')) } } : {}
  const rpm = ofKind('rpm').length > 0 ? { rpm: { hosts: addressed(ofKind('rpm')) } } : {}
  const children = { etcd: { hosts: addressed(ofKind('node')) }, lab, ...rpm, ...light }
  return `# Written by \`npm run lab -- up\`, removed by \`down\`.\n${stringify({ all: { children } })}`
}

const connectionVars = { user: 'root', private_key_file: clientKey, known_hosts_file: knownHostsFile }

const downloadVars = (versions: Versions) => ({
  etcd_version: versions.etcd,
  etcd_next_version: versions.etcdNext,
  etcd_other_versions: versions.etcdOthers,
  etcd_download_base: `http://${controllerAddress}/coreos/etcd/releases/download`,
  cfssl_version: versions.cfssl,
  cfssl_download_base: `http://${controllerAddress}/cloudflare/cfssl/releases/download`,
})
