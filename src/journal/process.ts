import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Identifies a process unambiguously, although process ids are reused, even without a restart of the machine. */
export interface ProcessIdentity {
  readonly pid: number
  /** The start time, in the form in which its machine provides it. */
  readonly started: string
  /** The id of the current boot of the machine. */
  readonly boot: string
  /** The PID namespace of `pid`: each container has its own. */
  readonly namespace: string
  readonly host: string
}

/** Returns the identity of this process. */
export function ownIdentity(): ProcessIdentity {
  const { pid } = process
  return { pid, started: startedAt(pid) ?? '', boot: bootId(), namespace: pidNamespace(), host: hostname() }
}

/** Whether a process is still running; `unknown` if it is on another machine or in another container. */
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

/** Returns the start time of a process; undefined if it does not exist or is a zombie. */
function startedAt(pid: number): string | undefined {
  try {
    // After the program's name, which may contain any character: the state is the first field, the start time the
    // 20th.
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
