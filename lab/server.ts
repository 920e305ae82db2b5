import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { controllerAddress } from './addresses.ts'
import { endGroup, processesOf } from './cgroups.ts'
import { LabError } from './errors.ts'
import { startInGroup } from './machine.ts'
import { checkout, controllerNamespace, serverLog } from './places.ts'
import { ask } from './program.ts'

const group = 'server'

/** Serves a folder over HTTP on the bridge, unless it is already served. */
export async function ensureServer(folder: string): Promise<void> {
  if (await isServing(folder)) return
  await endGroup(group)
  const tsx = join(checkout, 'node_modules', 'tsx', 'dist', 'loader.mjs')
  const program = [process.execPath, '--import', tsx, join(import.meta.dirname, 'serve.ts'), folder]
  await startInGroup(group, serverLog, ['ip', 'netns', 'exec', controllerNamespace, ...program])
  for (let round = 0; round < 100; round++) {
    if (await isServing(folder)) return
    await sleep(100)
  }
  throw new LabError(`nothing serves http://${controllerAddress}/ after 10 s; see ${serverLog}`)
}

/** Returns whether the lab's server runs and, if a folder is given, serves that folder. */
export async function isServing(folder?: string): Promise<boolean> {
  const commands = await Promise.all(
    processesOf(group).map(async pid => (await ask('cat', [`/proc/${pid}/cmdline`])).stdout),
  )
  if (!commands.some(command => command.includes('serve.ts\0' + (folder ? `${folder}\0` : '')))) return false
  const open = `exec 3<>/dev/tcp/${controllerAddress}/80`
  return (await ask('ip', ['netns', 'exec', controllerNamespace, 'bash', '-c', open])).code === 0
}
