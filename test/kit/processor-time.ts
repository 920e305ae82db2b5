import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** The processes that were started with this variable in their environment, and what those started. */
export function processesWith(variable: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => textOf(`/proc/${pid}/environ`).split('\0').includes(variable))
}

/** The words of a process. */
export function wordsOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
}

/** Hundredths of a second of processor time of these processes, and of those that they waited for. */
export function ticksOf(pids: readonly number[]): number {
  return pids.map(ticks).reduce((sum, each) => sum + each, 0)
}

/** So many ticks in the time of a look are work without a pause, even on a machine with twenty others at it. */
const BUSY = 8
const LOOK = 1500

/** The words of those processes that were started with this variable and work without a pause; none where they only had something to do. */
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

/** Source: proc(5), fields 14 to 17 of `stat`. */
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
