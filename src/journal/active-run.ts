import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import { checked, parseJson } from './checked.ts'
import { makeFolder } from './folder.ts'
import { ownIdentity, stateOf } from './process.ts'
import { whoami } from './run-id.ts'

const holderSchema = z.looseObject({
  pid: z.number(),
  started: z.string(),
  boot: z.string(),
  namespace: z.string(),
  host: z.string(),
  who: z.string(),
  time: z.string(),
})

type Holder = z.output<typeof holderSchema>

/** The lock on a run: while it is held, no other process can execute or resume the run. */
export interface RunLock {
  readonly release: () => void
  /** The previous holder, if it is on another machine and may still be running. */
  readonly elsewhere?: string
}

/**
 * Takes a run's lock, the file `RUN.lock` next to its journal. The process that executes or resumes the run holds it.
 * Throws InputError with the holder if another running process has it.
 */
export function acquireRunLock(folder: string, run: string): RunLock {
  makeFolder(folder)
  const lock = join(folder, `${run}.lock`)
  const own = join(folder, `${run}.lock.${process.pid}`)
  const text = JSON.stringify({ ...ownIdentity(), who: whoami(), time: new Date().toISOString() })
  rmSync(own, { force: true })
  writeFileSync(own, text, { mode: 0o600, flag: 'wx' })
  try {
    for (;;) {
      if (link(own, lock)) return { release: () => release(lock, text) }
      const held = readIfAny(lock)
      if (held === undefined) continue
      const elsewhere = refuseIfHeld(held, run)
      if (!removeStale(lock, held)) continue
      if (link(own, lock)) return { release: () => release(lock, text), ...(elsewhere ? { elsewhere } : {}) }
    }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Whether a process on this machine is still executing a run. */
export function isHeld(folder: string, run: string): boolean {
  const text = readIfAny(join(folder, `${run}.lock`))
  const holder = text === undefined ? undefined : holderOf(text)
  return holder !== undefined && stateOf(holder) === 'alive'
}

/** Removes the lock file of a run whose journal is removed. */
export function forgetLock(folder: string, run: string): void {
  rmSync(join(folder, `${run}.lock`), { force: true })
}

/**
 * Throws InputError if the holder is still running. Returns a description of a holder on another machine, whose state
 * is unknown; undefined if the holder has ended.
 */
function refuseIfHeld(text: string, run: string): string | undefined {
  const holder = holderOf(text)
  if (holder === undefined) return undefined
  const state = stateOf(holder)
  if (state === 'unknown') return `process ${holder.pid} of ${holder.who}, since ${holder.time}`
  // safety: a run that is still in progress is not resumed
  if (state === 'gone') return undefined
  throw new InputError(
    `the run ${run} is still active: process ${holder.pid} of ${holder.who}, since ${holder.time}`,
    { hint: `wait for it, or stop it (\`kill ${holder.pid}\`), then resume it` },
  )
}

/** Returns the holder in a lock file; undefined if the file is incomplete or not valid, since it then holds nothing. */
function holderOf(text: string): Holder | undefined {
  try {
    return checked(parseJson(text, 'the lock'), holderSchema, 'the lock')
  } catch {
    return undefined
  }
}

/**
 * Removes a lock whose holder has ended, but not one that another process has created meanwhile. Returns whether it
 * was removed.
 */
function removeStale(lock: string, held: string): boolean {
  const away = `${lock}.old.${process.pid}`
  try {
    renameSync(lock, away)
  } catch {
    return false
  }
  const isSame = readIfAny(away) === held
  if (!isSame) link(away, lock)
  rmSync(away, { force: true })
  return isSame
}

function release(lock: string, text: string): void {
  try {
    if (readIfAny(lock) === text) rmSync(lock, { force: true })
  } catch {
    // For example, the file system became read-only. The lock ends with the process anyway.
  }
}

/** Creates a hard link. Returns false if the target exists already. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
