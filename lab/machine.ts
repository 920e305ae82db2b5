import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabHost } from './addresses.ts'
import { endGroup, makeGroup, processesOf } from './cgroups.ts'
import { namespaceFile } from './network.ts'
import { hostPlaces } from './places.ts'

/** Starts a host whose disk is mounted and whose network exists. Returns before it has booted. */
export async function startHost({ name, kind }: LabHost): Promise<void> {
  const { root, netns, console } = hostPlaces(name)
  const script = join(import.meta.dirname, 'boot', kind === 'light' ? 'light.sh' : 'node.sh')
  await startInGroup(name, console, ['sh', script, name, root, namespaceFile(netns)])
}

/** Starts a program in the background, in its own control group, with its output in a log file. */
export async function startInGroup(group: string, log: string, command: readonly string[]): Promise<void> {
  const entrances = await makeGroup(group)
  const enter = join(import.meta.dirname, 'boot', 'enter.sh')
  const output = await open(log, 'a')
  const args = [enter, ...entrances, '--', ...command]
  const child = spawn('sh', args, { detached: true, stdio: ['ignore', output.fd, output.fd], cwd: '/' })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  child.unref()
  await output.close()
}

/** Cuts a host's power: all of its processes end at once. */
export const stopHost = (name: string) => endGroup(name)

/** Returns whether a host is running. */
export const isRunning = (name: string) => processesOf(name).length > 0

/** Returns the process that has number 1 within the host; undefined if there is none. */
export async function initOf(name: string): Promise<number | undefined> {
  for (const pid of processesOf(name)) {
    const file = `/proc/${pid}/status`
    const status = existsSync(file) ? await readFile(file, 'utf8').catch(() => '') : ''
    if (/^NSpid:\t\d+\t1$/m.test(status)) return pid
  }
  return undefined
}
