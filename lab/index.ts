import { parseArgs, usage } from './args.ts'
import { setFrozen } from './cgroups.ts'
import { down } from './down.ts'
import { LabError } from './errors.ts'
import { exec, passThrough } from './exec.ts'
import { chosenHosts } from './herd.ts'
import { withLock } from './lock.ts'
import { stopHost } from './machine.ts'
import { requireRoot } from './needs.ts'
import { setLink } from './network.ts'
import { isInsideController, leavingController } from './own-process.ts'
import { reboot, reset } from './reset.ts'
import { status } from './status.ts'
import { tree } from './tree.ts'
import { up } from './up.ts'

/**
 * Runs a command of the lab, which manages throwaway hosts for tests, and returns its exit code. `help` lists the
 * commands.
 */
async function main(words: readonly string[]): Promise<number> {
  const command = parseArgs(words)
  if (command.name === 'help') return print(usage)
  requireRoot()
  if (command.name === 'exec') return exec(command.words)
  if (isInsideController()) return passThrough([...leavingController(), ...thisCommand])
  switch (command.name) {
    case 'up':
      await withLock(log, () => up(command, log))
      return showStatus()
    case 'reset':
      await withLock(log, () => reset(command.hosts, log))
      return showStatus()
    case 'reboot':
      await withLock(log, () => reboot(command.hosts, log))
      return 0
    case 'down':
      await withLock(log, down)
      return 0
    case 'status':
      return showStatus()
    case 'tree':
      for (const host of command.hosts) print(await tree(host, command.list))
      return 0
    case 'link':
      await chosenHosts([command.host])
      await setLink(command.host, command.state)
      return 0
    case 'kill':
      for (const { name } of await chosenHosts(command.hosts)) await stopHost(name)
      return 0
    case 'freeze':
    case 'thaw':
      for (const { name } of await chosenHosts(command.hosts))
        await setFrozen(name, command.name === 'freeze')
      return 0
  }
}

const thisCommand = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]

async function showStatus(): Promise<number> {
  const { text, isHealthy } = await status()
  print(text)
  return isHealthy ? 0 : 1
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function log(line: string): void {
  process.stderr.write(`lab: ${line}\n`)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  log(error instanceof LabError ? error.message : String(error instanceof Error ? error.stack : error))
  process.exitCode = 1
}
