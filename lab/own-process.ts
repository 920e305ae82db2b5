import { existsSync, readFileSync, statSync } from 'node:fs'
import { LabError } from './errors.ts'
import { namespaceFile } from './network.ts'
import { controllerNamespace } from './places.ts'

/** Returns this process and its ancestors, up to the first process. */
export function ancestors(): Set<number> {
  const found = new Set<number>()
  for (let pid = process.pid; pid > 0; pid = parentOf(pid)) found.add(pid)
  return found
}

const parentOf = (pid: number) =>
  Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)

/**
 * Returns whether this process runs within the controller (by `lab exec`), where the machine's mounts and networks
 * are hidden.
 */
export function isInsideController(): boolean {
  const file = namespaceFile(controllerNamespace)
  return existsSync(file) && namespaceOf(file) === namespaceOf('/proc/self/ns/net')
}

/** Returns the words that, before a command, run it outside of the controller. */
export function leavingController(): string[] {
  const inside = namespaceOf('/proc/self/ns/net')
  const outside = [...ancestors()].find(pid => namespaceOf(`/proc/${pid}/ns/net`) !== inside)
  if (outside === undefined) throw new LabError('cannot leave the controller: run this outside `lab exec`')
  return ['nsenter', `--target=${outside}`, '--mount', '--net', `--wd=${process.cwd()}`]
}

function namespaceOf(file: string): string {
  const { dev, ino } = statSync(file)
  return `${dev}:${ino}`
}
