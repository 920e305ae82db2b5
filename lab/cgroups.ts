import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './errors.ts'
import { labName } from './places.ts'

// The control groups are the lab's record of the processes that it started: child processes inherit them, and no
// other process is ever in them. So the lab needs no pid files, and cannot end another process that got a reused
// pid.
const top = `${labName}-lab`

/**
 * Returns the mounted hierarchies that hosts are placed in: the unified one or, on cgroup v1, those that can track
 * and freeze processes.
 */
function hierarchies(): { path: string }[] {
  const found = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap(line => {
      const [before = '', after = ''] = line.split(' - ')
      const [type, , options = ''] = after.split(' ')
      const path = before.split(' ')[4] ?? ''
      if (!path.startsWith('/sys/fs/cgroup')) return []
      if (type === 'cgroup2') return [{ path }]
      const wanted = options
        .split(',')
        .some(name => ['name=systemd', 'freezer', 'memory', 'pids'].includes(name))
      return type === 'cgroup' && wanted ? [{ path }] : []
    })
  if (found.length > 0) return found
  throw new LabError(
    'no control groups are mounted at /sys/fs/cgroup; systemd cannot run in the hosts without them',
  )
}

/** Creates the group of this name in every hierarchy. Returns the files through which a process enters it. */
export async function makeGroup(name: string): Promise<string[]> {
  const dirs = hierarchies().map(({ path }) => join(path, top, name))
  await Promise.all(dirs.map(dir => mkdir(dir, { recursive: true })))
  return dirs.map(dir => join(dir, 'cgroup.procs'))
}

/** Returns the processes in a group and in its subgroups. */
export function processesOf(name: string): number[] {
  const pids = hierarchies().flatMap(({ path }) => pidsBelow(join(path, top, name)))
  return [...new Set(pids)]
}

function pidsBelow(dir: string): number[] {
  if (!existsSync(dir)) return []
  try {
    const own = readFileSync(join(dir, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number)
    return [...own, ...subgroups(dir).flatMap(pidsBelow)]
  } catch {
    return [] // the group went away while it was read
  }
}

const subgroups = (dir: string) =>
  readdirSync(dir, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? [join(dir, entry.name)] : [],
  )

/** Ends all groups of the lab, except the processes in `spared`. */
export async function endAllGroups(spared: ReadonlySet<number>): Promise<void> {
  const tops = hierarchies().map(({ path }) => join(path, top))
  const names = new Set(
    tops
      .filter(existsSync)
      .flatMap(subgroups)
      .map(dir => basename(dir)),
  )
  await Promise.all([...names].map(name => endGroup(name, spared)))
  for (const dir of tops) removeGroup(dir)
}

/**
 * Ends every process of a group and removes the group. A process that is forked in the meantime is found in the next
 * round.
 */
export async function endGroup(name: string, spared: ReadonlySet<number> = new Set()): Promise<void> {
  await setFrozen(name, false) // on cgroup v1 a frozen process cannot even be killed
  const left = () => processesOf(name).filter(pid => !spared.has(pid))
  for (let round = 0; round < 500 && left().length > 0; round++) {
    for (const pid of left()) endProcess(pid)
    await sleep(10)
  }
  if (left().length > 0) throw new LabError(`cannot end the processes ${left().join(', ')} of \`${name}\``)
  for (const { path } of hierarchies()) removeGroup(join(path, top, name))
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function removeGroup(dir: string): void {
  if (!existsSync(dir)) return
  for (const below of subgroups(dir)) removeGroup(below)
  try {
    rmdirSync(dir)
  } catch {
    // a spared process is still in it
  }
}

/** Freezes or thaws all processes of a group at once. A frozen host keeps its connections but does not answer. */
export async function setFrozen(name: string, frozen: boolean): Promise<void> {
  const switches = freezer(name)
  if (!switches) return
  await writeFile(switches.write, frozen ? switches.on : switches.off)
  for (let round = 0; round < 200; round++) {
    if (isFrozen(name) === frozen) return
    await sleep(10)
  }
  throw new LabError(`\`${name}\` did not ${frozen ? 'freeze' : 'thaw'} within 2 s; see ${switches.read}`)
}

/** Returns whether a group is frozen. */
export function isFrozen(name: string): boolean {
  const switches = freezer(name)
  return switches !== undefined && readFileSync(switches.read, 'utf8').includes(switches.isOn)
}

/**
 * Returns the files that freeze a group: those of cgroup v1 if it has the freezer, because v2 then never reports
 * `frozen`.
 */
function freezer(name: string) {
  const dirs = hierarchies().map(({ path }) => join(path, top, name))
  const v1 = dirs.map(dir => join(dir, 'freezer.state')).find(existsSync)
  if (v1) return { write: v1, read: v1, on: 'FROZEN', off: 'THAWED', isOn: 'FROZEN' }
  const v2 = dirs.find(dir => existsSync(join(dir, 'cgroup.freeze')))
  if (!v2) return undefined
  return {
    write: join(v2, 'cgroup.freeze'),
    read: join(v2, 'cgroup.events'),
    on: '1',
    off: '0',
    isOn: 'frozen 1',
  }
}
