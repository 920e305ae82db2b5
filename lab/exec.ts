import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { makeGroup } from './cgroups.ts'
import { LabError } from './errors.ts'
import { namespaceFile } from './network.ts'
import { isInsideController } from './own-process.ts'
import { controllerNamespace } from './places.ts'

/** Runs a command as the controller, on this terminal. Returns its exit code. */
export async function exec(words: readonly string[]): Promise<number> {
  if (!existsSync(namespaceFile(controllerNamespace)))
    throw new LabError('the lab is down; bring it up with `npm run lab -- up`')
  if (isInsideController()) return passThrough(words)
  // In this group, `down` finds and ends processes that the command leaves running, such as an ssh master.
  for (const entrance of await makeGroup('exec')) await writeFile(entrance, `${process.pid}`)
  return passThrough(['ip', 'netns', 'exec', controllerNamespace, ...words])
}

/** Runs a program with the terminal, signals and exit code of this process. */
export function passThrough([program = '', ...args]: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' })
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
    process.on('SIGINT', () => {}) // a terminal sends it to the child too, which decides
    child.on('error', cause =>
      reject(new LabError(`cannot start \`${program}\`: ${cause.message}`, { cause })),
    )
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
}
