import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './errors.ts'
import { lockFile } from './places.ts'

/**
 * Runs one change of the lab at a time: waits while another one runs. The lock of a process that has died is
 * ignored.
 */
export async function withLock<T>(print: (line: string) => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockFile), { recursive: true })
  const own = await identity(process.pid)
  for (let round = 0; !(await take(own)); round++) {
    if (round === 0) print('another lab command is running; waiting for it')
    if (round > 3000) throw new LabError(`another lab command has held ${lockFile} for 5 minutes`)
    await sleep(100)
  }
  try {
    return await work()
  } finally {
    await rm(lockFile, { force: true })
  }
}

async function take(own: string): Promise<boolean> {
  const holder = await readFile(lockFile, 'utf8').catch(() => '')
  if (holder && (await identity(Number.parseInt(holder, 10))) !== holder) await rm(lockFile, { force: true })
  return writeFile(lockFile, own, { flag: 'wx' }).then(
    () => true,
    () => false,
  )
}

/** Identifies a process by number and start time, because numbers are reused. */
async function identity(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'gone'}`
}
