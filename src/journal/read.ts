import { closeSync, readSync } from 'node:fs'
import { z } from 'zod'
import type { TaskRef } from '../engine/state/events.ts'
import type { LeftByRun, PastAction } from '../engine/state/resume-state.ts'
import { InputError } from '../errors.ts'
import { checked } from './checked.ts'
import { journaledRuns, journalFile, journalFolder } from './folder.ts'
import type { JournalHead } from './keep.ts'
import { openOwnFile } from './own-file.ts'
import { eventSchemas, headSchema, type JournaledEvent, type OwedHandler } from './schema.ts'

/** A run as recorded in its journal. */
export interface RunRecord {
  /** Its options are as they were read: whoever uses them checks them. */
  readonly head: JournalHead<unknown>
  /** Absent if the run was interrupted. */
  readonly exitCode?: number
  /** The hosts that failed, were unreachable, or have a task with an unknown outcome. */
  readonly troubled: readonly string[]
  /** What was being carried out at the end. */
  readonly underWay: readonly (TaskRef & { readonly host: string })[]
  readonly legacy: LeftByRun
  /** The handlers that it has left undone, and those of the runs before it that it has not made up for. */
  readonly owes: readonly OwedHandler[]
}

/** The names of the runs that were begun in this directory, the newest first, whether their journals can be read or not. */
export function* runsIn(cwd: string): Generator<string> {
  for (const run of journaledRuns(journalFolder())) if (cwdOf(run) === cwd) yield run
}

/** A run that was killed at its very beginning leaves an empty journal, and another run may just have removed an old one. */
function cwdOf(run: string): unknown {
  try {
    for (const { value } of linesOf(journalFile(journalFolder(), run)))
      return typeof value === 'object' && value !== null && 'cwd' in value ? value.cwd : undefined
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return undefined
}

/** Reads a run's journal. Throws InputError if there is none of that name, or it is none. */
export function readRun(run: string): RunRecord {
  if (!/^[\w-]+$/.test(run))
    throw new InputError('expected the id of a run, such as `20261123T140301Z-3fa9c1d2`')
  const file = journalFile(journalFolder(), run)
  let telling: Telling | undefined
  let head: JournalHead<unknown> | undefined
  for (const { number, value } of linesOf(file)) {
    head ??= headOf(value, run)
    if (telling === undefined) telling = new Telling(head)
    else take(telling, value, `the journal \`${file}\`, line ${number},`)
  }
  if (!head || !telling) throw new InputError(`\`${file}\` is not the journal of a run`)
  return { head, ...telling.outcome() }
}

const ofFormat = z.looseObject({ format: z.string() })

/** Throws InputError if the first line is no head of a journal of that run, or of another version. */
function headOf(value: unknown, run: string): JournalHead<unknown> {
  const what = `the journal of the run ${run}`
  const { format } = checked(value, ofFormat, what)
  if (/^drover run \d+$/.test(format) && format !== 'drover run 1') {
    throw new InputError(`${what} was made by another version of Drover (\`${format}\`)`, {
      hint: 'resume it with the version that started it, or run its playbook again',
    })
  }
  const { options, legacy, owes, ...head } = checked(value, headSchema, what)
  if (head.run !== run) throw new InputError(`${what} belongs to another run, \`${head.run}\``)
  return {
    ...head,
    ...(options === undefined ? {} : { options }),
    ...(legacy === undefined ? {} : { legacy }),
    ...(owes === undefined ? {} : { owes }),
  }
}

function take(telling: Telling, value: unknown, what: string): void {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  if (typeof type !== 'string') throw new InputError(`${what} is not an event of a run`)
  if (!Object.hasOwn(eventSchemas, type)) return
  const schema = eventSchemas[type as keyof typeof eventSchemas] as z.ZodType<JournaledEvent>
  telling.take(checked(value, schema, what))
}

/** Bytes that are read at once, and the most that a line may have. */
const CHUNK = 1024 * 1024
const LONGEST_LINE = 64 * CHUNK

/**
 * The lines of a journal, which may be larger than memory. One that was interrupted is left out; so is all behind one that a crash of the
 * machine left torn.
 */
function* linesOf(file: string): Generator<{ readonly number: number; readonly value: unknown }> {
  const { fd } = openOwnFile(file, 'journal')
  try {
    let number = 0
    for (const line of textLinesOf(fd, file)) {
      number += 1
      let value: unknown
      try {
        value = JSON.parse(line)
      } catch {
        return
      }
      yield { number, value }
    }
  } finally {
    closeSync(fd)
  }
}

function* textLinesOf(fd: number, file: string): Generator<string> {
  const chunk = Buffer.allocUnsafe(CHUNK)
  let parts: Buffer[] = []
  let size = 0
  for (let count = readSync(fd, chunk); count > 0; count = readSync(fd, chunk)) {
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1 && end < count; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]).toString()
      parts = []
      size = 0
      from = end + 1
    }
    parts.push(Buffer.from(chunk.subarray(from, count)))
    size += count - from
    if (size > LONGEST_LINE) throw new InputError(`a line of the journal \`${file}\` is longer than 64 MB`)
  }
}

/** What of a host is not settled yet, or is and has consequences. */
interface HostTale {
  /** Actions that were carried out, or begun, with the task that they are part of. */
  readonly actions: (PastAction & { readonly task: string; isSettled: boolean })[]
  /** By the key of a task, the places of the handlers that it notified and that have not run. */
  readonly owed: Map<string, Set<string>>
  readonly underWay: Map<string, TaskRef>
  isTroubled: boolean
  /** How many actions there were before what the host may still roll back. */
  guardedFrom?: number
}

/** Follows a run's events to what is left of it at the end. */
class Telling {
  readonly #run: string
  readonly #hosts = new Map<string, HostTale>()
  readonly #handlers = new Set<string>()
  /** By their places. */
  readonly #names = new Map<string, string>()
  #inherited: readonly OwedHandler[]
  #exitCode: number | undefined

  constructor({ run, legacy, owes = [] }: JournalHead<unknown>) {
    this.#run = run
    this.#inherited = owes
    for (const [host, actions] of Object.entries(legacy?.actions ?? {})) {
      const inherited = actions.map(action => ({ ...action, task: '', isSettled: true }))
      this.#of(host).actions.push(...inherited)
    }
    for (const [host, keys] of Object.entries(legacy?.owed ?? {}))
      for (const key of keys) this.#of(host).owed.set(key, new Set(['']))
  }

  take(event: JournaledEvent): void {
    if (event.type === 'task.start' && event.isHandler) this.#handlers.add(event.task)
    else if (event.type === 'apply.start') this.#begin(event)
    else if (event.type === 'apply.end') this.#end(event)
    else if (event.type === 'task.result') this.#settle(event)
    else if (event.type === 'task.notify') {
      this.#of(event.host).owed.set(event.key, new Set(event.handlers))
      for (const [index, place] of event.handlers.entries())
        this.#names.set(place, event.names?.[index] ?? place)
    } else if (event.type === 'guard.start') {
      const tale = this.#of(event.host)
      tale.guardedFrom ??= tale.actions.length
    } else if (event.type === 'guard.end') this.#endGuard(event.host, event.isKept)
    else if (event.type === 'run.end') this.#exitCode = event.exit_code
  }

  outcome(): Pick<RunRecord, 'exitCode' | 'troubled' | 'underWay' | 'legacy' | 'owes'> {
    // The controller never reconnected to a guarded host: the host rolls back.
    for (const [host, { guardedFrom }] of this.#hosts)
      if (guardedFrom !== undefined) this.#endGuard(host, false)
    const hosts = [...this.#hosts]
    const by = <T>(of: (tale: HostTale) => readonly T[]): Record<string, readonly T[]> =>
      Object.fromEntries(
        hosts.map(([host, tale]) => [host, of(tale)] as const).filter(([, all]) => all.length),
      )
    return {
      ...(this.#exitCode === undefined ? {} : { exitCode: this.#exitCode }),
      troubled: hosts.filter(([, tale]) => tale.isTroubled || tale.underWay.size > 0).map(([host]) => host),
      underWay: hosts.flatMap(([host, { underWay }]) =>
        [...underWay.values()].map(({ task, name, taskType }) => ({ host, task, name, taskType })),
      ),
      legacy: {
        run: this.#run,
        actions: by(({ actions }) => actions.map(({ task: _, isSettled: __, ...action }) => action)),
        owed: by(({ owed }) => [...owed.keys()]),
      },
      owes: [
        ...this.#inherited,
        ...(this.#exitCode === 0 ? [] : hosts.flatMap(([host, tale]) => this.#owed(host, tale))),
      ],
    }
  }

  #owed(host: string, { owed }: HostTale): OwedHandler[] {
    const handlers = [...owed].flatMap(([key, places]) =>
      [...places].map(place =>
        place === '' ? `what \`${key}\` notifies` : (this.#names.get(place) ?? place),
      ),
    )
    return [...new Set(handlers)].map(handler => ({ run: this.#run, host, handler }))
  }

  #begin({ host, action, task, name, taskType }: JournaledEvent & { type: 'apply.start' }): void {
    const { actions, underWay } = this.#of(host)
    underWay.set(task, { task, name, taskType })
    if (action === undefined) return
    // One that was taken over from the run before counts as this run's own now.
    const inherited = actions.findIndex(each => each.task === '' && each.digest === action)
    if (inherited >= 0) actions.splice(inherited, 1)
    actions.push({ digest: action, kind: 'begun', task, isSettled: false })
  }

  #end({ host, action, task, outputs }: JournaledEvent & { type: 'apply.end' }): void {
    const { actions } = this.#of(host)
    const at = actions.findLastIndex(each => each.task === task && each.digest === action)
    // An end without a beginning is of nothing that was kept.
    if (at < 0) return
    const base = { digest: action, task, isSettled: false }
    actions[at] = outputs === undefined ? { ...base, kind: 'hidden' } : { ...base, kind: 'done', outputs }
  }

  /** A failed action may be repeated, unless its outcome is unknown. */
  #settle(event: JournaledEvent & { type: 'task.result' }): void {
    const { host, task, status, item, isIgnored, isRescued, isUnclear } = event
    const tale = this.#of(host)
    const isFailed = (status === 'failed' && !isIgnored) || status === 'unreachable'
    const own = tale.actions.filter(each => each.task === task && !each.isSettled)
    for (const each of own) {
      const isOver = isFailed || each.kind === 'begun'
      if (isOver && !isUnclear) tale.actions.splice(tale.actions.indexOf(each), 1)
      else each.isSettled = true
    }
    tale.underWay.delete(task)
    if (item !== undefined) return
    if (isFailed && !isRescued) tale.isTroubled = true
    if (!this.#handlers.has(task) || isFailed) return
    settleHandler(tale, task)
    this.#inherited = this.#inherited.filter(owed => owed.host !== host || owed.handler !== event.name)
  }

  /** What was rolled back is to be done again. */
  #endGuard(host: string, isKept: boolean): void {
    const tale = this.#of(host)
    if (!isKept) {
      tale.actions.splice(tale.guardedFrom ?? tale.actions.length)
      tale.isTroubled = true
    }
    delete tale.guardedFrom
  }

  #of(host: string): HostTale {
    const known = this.#hosts.get(host) ?? {
      actions: [],
      owed: new Map(),
      underWay: new Map(),
      isTroubled: false,
    }
    this.#hosts.set(host, known)
    return known
  }
}

/** A handler that has run is owed no more; nor is what notified it, once all of its handlers have. */
function settleHandler({ owed }: HostTale, handler: string): void {
  for (const [key, handlers] of owed) {
    handlers.delete(handler)
    if (handlers.size === 0) owed.delete(key)
  }
}
