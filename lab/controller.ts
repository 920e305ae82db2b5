import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import type { LabHost } from './addresses.ts'
import { hostsFile, sshConfig } from './names.ts'
import { clientKey, controllerEtc, knownHostsFile } from './places.ts'

/**
 * Writes the files that `ip netns exec` mounts over the controller's /etc: host names, ssh settings, and a
 * resolv.conf without name servers.
 */
export async function writeControllerEtc(hosts: readonly LabHost[]): Promise<void> {
  const ssh = join(controllerEtc, 'ssh')
  await rm(controllerEtc, { recursive: true, force: true })
  await mkdir(controllerEtc, { recursive: true })
  await cp('/etc/ssh', ssh, { recursive: true, filter: path => !path.includes('ssh_host_') })
  const config = await readFile('/etc/ssh/ssh_config', 'utf8')
  await writeFile(join(ssh, 'ssh_config'), sshConfig(hosts, clientKey, knownHostsFile, config))
  await writeFile(join(controllerEtc, 'hosts'), hostsFile(hosts, hostname()))
  await writeFile(join(controllerEtc, 'resolv.conf'), '# the lab has no name server\n')
  // A file can only be mounted over an existing one, and some containers have no /etc/hosts.
  if (!existsSync('/etc/hosts')) await writeFile('/etc/hosts', '127.0.0.1\tlocalhost\n')
}

/** Removes these files, and their parent folder if it is empty. */
export async function removeControllerEtc(): Promise<void> {
  await rm(controllerEtc, { recursive: true, force: true })
  const parent = dirname(controllerEtc)
  if (existsSync(parent)) await rmdir(parent).catch(() => {})
}
