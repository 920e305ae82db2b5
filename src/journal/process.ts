import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, so that no other is taken for it: numbers are given again, after a restart of the machine and before. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it began, as its machine counts. */
  readonly started: string
  /** One boot of one machine. */
  readonly boot: string
  /** The PID namespace of the number: a container has its own. */
  readonly namespace: string
  readonly host: string
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const { pid } = process
  return { pid, started: startedAt(pid) ?? '', boot: bootId(), namespace: pidNamespace(), host: hostname() }
}

/** Whether a process still runs; `unknown` for one of another machine, or of a container of its own. */
export function stateOf({
  pid,
  started,
  boot,
  namespace,
  host,
}: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  if (host !== hostname()) return 'unknown'
  if (boot !== bootId()) return 'gone'
  if (namespace !== pidNamespace()) return 'unknown'
  return startedAt(pid) === started ? 'alive' : 'gone'
}

/** Undefined if there is no such process, or only what is left of one. */
function startedAt(pid: number): string | undefined {
  try {
    // Behind the name of the program, which may hold anything: its state, and as the 20th when it began.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return process.platform === 'linux' ? undefined : startedByPs(pid)
  }
}

function startedByPs(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  return stdout?.trim() || undefined
}

function bootId(): string {
  return readOr('', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
}

function pidNamespace(): string {
  return readOr('', () => readlinkSync('/proc/self/ns/pid'))
}

function readOr(otherwise: string, read: () => string): string {
  try {
    return read()
  } catch {
    return otherwise
  }
}
