import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabHost } from './addresses.ts'
import { clientKey, keysDir, knownHostsFile } from './places.ts'
import { run } from './program.ts'

/**
 * Returns the path of a host's key pair. It is kept when the host is removed, so that clients still know the host
 * when it is created again.
 */
export const hostKey = (name: string) => join(keysDir, 'hosts', name)

/** Creates the client key and each host's key if they do not exist, and writes known_hosts for all hosts. */
export async function ensureKeys(hosts: readonly LabHost[]): Promise<void> {
  await mkdir(join(keysDir, 'hosts'), { recursive: true })
  await chmod(keysDir, 0o700)
  await makeKey(clientKey, 'drover-lab')
  for (const { name } of hosts) await makeKey(hostKey(name), name)
  const lines = await Promise.all(hosts.map(knownHostsLine))
  await writeFile(knownHostsFile, lines.join(''))
}

async function makeKey(file: string, comment: string): Promise<void> {
  if (existsSync(`${file}.pub`)) return
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file])
}

async function knownHostsLine({ name, address }: LabHost): Promise<string> {
  const [type, key] = (await readFile(`${hostKey(name)}.pub`, 'utf8')).split(' ')
  return `${name},${address} ${type} ${key}\n`
}
