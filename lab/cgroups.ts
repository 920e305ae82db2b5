import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './errors.ts'
import { labName } from './places.ts'

// A control group is the lab's record of what it started: children inherit it and nothing else is ever in it. So the
// lab needs no pid files, and cannot end a stranger's process that was given an old pid.
const top = `${labName}-lab`

/** The mounted hierarchies a host is placed in: the unified one, or on cgroup v1 those that hold and freeze it. */
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

/** Makes the group of this name in every hierarchy and gives the files that a process enters it by. */
export async function makeGroup(name: string): Promise<string[]> {
  const dirs = hierarchies().map(({ path }) => join(path, top, name))
  await Promise.all(dirs.map(dir => mkdir(dir, { recursive: true })))
  return dirs.map(dir => join(dir, 'cgroup.procs'))
}

/** The processes in a group and in the groups below it. */
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

/** Ends every group there is, sparing some processes. */
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

/** Ends every process of a group and removes the group; a process that forks meanwhile is found on the next round. */
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

/** Stops or resumes every process of a group at once; a frozen host keeps its connections and answers nothing. */
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

/** Says whether a group is frozen. */
export function isFrozen(name: string): boolean {
  const switches = freezer(name)
  return switches !== undefined && readFileSync(switches.read, 'utf8').includes(switches.isOn)
}

/** The files that freeze a group: those of cgroup v1 if it has the freezer, since v2 then never reports `frozen`. */
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
