import { join } from 'node:path'

/** The lab's name. Several labs can run on one machine; the name of none may be a prefix of another's. */
export const labName = process.env.DROVER_LAB ?? 'drover'

/** The folder for files that are slow to create: base images and the archives that they serve. */
export const cacheDir = process.env.DROVER_LAB_CACHE ?? '/var/cache/drover-lab'

/** The folder for files that exist as long as the lab's hosts: their disks, logs and keys. */
export const stateDir = process.env.DROVER_LAB_STATE ?? `/var/lib/${labName}-lab`

export const hostsDir = join(stateDir, 'hosts')
export const keysDir = join(stateDir, 'keys')
export const lockFile = join(stateDir, 'lock')
export const serverLog = join(stateDir, 'server.log')

/** The private key with which root and deploy can log in to every lab host. */
export const clientKey = join(keysDir, 'id_ed25519')
export const knownHostsFile = join(keysDir, 'known_hosts')

/** The network namespace of the controller. Its bridge is the only network of the hosts. */
export const controllerNamespace = labName

/** The files that `ip netns exec` mounts over /etc for the controller. */
export const controllerEtc = join('/etc/netns', controllerNamespace)

export const checkout = join(import.meta.dirname, '..')
export const inventoryFile = join(checkout, 'inventory', 'lab.yml')

/**
 * Returns the paths of a host. Its disk, mounted at `root`, is an overlay of `upper` on the root that the file
 * `base` names.
 */
export const hostPlaces = (name: string) => {
  const dir = join(hostsDir, name)
  return {
    dir,
    base: join(dir, 'base'),
    upper: join(dir, 'upper'),
    work: join(dir, 'work'),
    root: join(dir, 'root'),
    console: join(dir, 'console.log'),
    netns: `${controllerNamespace}-${name}`,
    port: `v-${name}`,
  }
}
