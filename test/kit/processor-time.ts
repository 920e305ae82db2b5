import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Returns the processes that have this variable in their environment, which also includes their child processes. */
export function processesWith(variable: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => textOf(`/proc/${pid}/environ`).split('\0').includes(variable))
}

/** Returns the command line of a process. */
export function wordsOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
}

/**
 * Returns the processor time of these processes and of the children that they waited for, in hundredths of a second.
 */
export function ticksOf(pids: readonly number[]): number {
  return pids.map(ticks).reduce((sum, each) => sum + each, 0)
}

/**
 * Processes that together use at least `BUSY` ticks within `LOOK` milliseconds are working without a pause, even on a
 * machine with twenty others.
 */
const BUSY = 8
const LOOK = 1500

/**
 * Returns the command lines of the processes with this variable if these work without a pause; none if they were only
 * busy for a while.
 */
export async function busyWith(variable: string): Promise<string[]> {
  for (let looks = 0; looks < 3; looks += 1) {
    const before = new Map(processesWith(variable).map(pid => [pid, ticks(pid)]))
    await delay(LOOK)
    const worked = [...before].map(([pid, was]) => ({ pid, ticks: ticks(pid) - was }))
    if (worked.reduce((sum, each) => sum + Math.max(0, each.ticks), 0) < BUSY) return []
    if (looks === 2) return worked.filter(each => each.ticks > 0).map(({ pid }) => wordsOf(pid))
  }
  return []
}

/** Returns the processor time of a process. Source: proc(5), fields 14 to 17 of `stat`. */
function ticks(pid: number): number {
  const text = textOf(`/proc/${pid}/stat`)
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
