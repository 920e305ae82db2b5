import { createHash } from 'node:crypto'
import { chmod, chown, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hostsOf, type LabHost } from './addresses.ts'
import { inOrder } from './herd.ts'
import { hostKey } from './keys.ts'
import { hostsFile } from './names.ts'
import { clientKey, hostPlaces, hostsDir } from './places.ts'
import { ask, run } from './program.ts'

/**
 * Mounts a host's disk, an overlay on the shared base, unless it is already mounted. A new disk gets the host's
 * identity.
 */
export async function mountDisk(host: LabHost, baseRoot: string, all: readonly LabHost[]): Promise<void> {
  const { upper, work, root, base: baseFile } = hostPlaces(host.name)
  if (!(await mountPoints()).includes(root)) {
    for (const place of [upper, work, root]) await mkdir(place, { recursive: true })
    // The disk records its base, so that a host keeps the base it was created from.
    const base = await readFile(baseFile, 'utf8').catch(() => baseRoot)
    await writeFile(baseFile, base)
    const options = `lowerdir=${base},upperdir=${upper},workdir=${work}`
    await run('mount', ['-t', 'overlay', '-o', options, `drover-${host.name}`, root])
  }
  await writeIdentity(host, root, all)
}

/** Writes the files that distinguish a host from others. They are the same after every reset. */
async function writeIdentity({ name }: LabHost, root: string, all: readonly LabHost[]): Promise<void> {
  const stamp = join(root, 'etc', 'machine-id')
  if ((await readFile(stamp, 'utf8')) !== '') return
  await writeFile(join(root, 'etc', 'hostname'), `${name}\n`)
  // Nine nodes are always listed, so that no host of a growing lab has an outdated list.
  await writeFile(join(root, 'etc', 'hosts'), hostsFile(inOrder([...all, ...hostsOf(9, 0)]), name))
  await copyFile(hostKey(name), join(root, 'etc/ssh/ssh_host_ed25519_key'))
  await chmod(join(root, 'etc/ssh/ssh_host_ed25519_key'), 0o600)
  await copyFile(`${hostKey(name)}.pub`, join(root, 'etc/ssh/ssh_host_ed25519_key.pub'))
  for (const [home, owner] of [
    ['root', 'root'],
    ['home/deploy', 'deploy'],
  ] as const)
    await authorize(root, home, owner)
  await writeFile(stamp, `${createHash('sha256').update(`drover-lab ${name}`).digest('hex').slice(0, 32)}\n`)
}

async function authorize(root: string, home: string, owner: string): Promise<void> {
  const file = join(root, home, '.ssh', 'authorized_keys')
  const users = await readFile(join(root, 'etc/passwd'), 'utf8')
  const [, , uid, gid] = users
    .split('\n')
    .find(line => line.startsWith(`${owner}:`))!
    .split(':')
    .map(Number)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await copyFile(`${clientKey}.pub`, file)
  await chmod(file, 0o600)
  for (const path of [dirname(file), file]) await chown(path, uid!, gid!)
}

/** Unmounts a host's disk and deletes it. The host must be stopped. */
export async function removeDisk(name: string): Promise<void> {
  const { dir, upper } = hostPlaces(name)
  await unmountBelow(dir)
  await rm(dir, { recursive: true, force: true }).catch(async () => {
    await ask('chattr', ['-R', '-f', '-i', '-a', upper]) // a test may have made files immutable
    await rm(dir, { recursive: true, force: true })
  })
}

/** Unmounts everything that the lab has mounted below a folder, innermost first. */
export async function unmountBelow(dir = hostsDir): Promise<void> {
  const ours = (await mountPoints()).filter(path => path.startsWith(`${dir}/`)).reverse()
  for (const path of ours) await run('umount', ['--lazy', path])
}

async function mountPoints(): Promise<string[]> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8')
  return mounts.split('\n').flatMap(line => line.split(' ')[4] ?? [])
}
