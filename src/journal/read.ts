import { readFileSync } from 'node:fs'
import type { RunEvent, TaskRef, TaskResultEvent } from '../engine/events.ts'
import type { Legacy, PastAction } from '../engine/past.ts'
import { InputError } from '../errors.ts'
import { journaledRuns, journalFile, journalFolder } from './folder.ts'
import type { JournalHead } from './keep.ts'

/** A run as its journal tells it. */
export interface RunRecord<Options = unknown> {
  readonly head: JournalHead<Options>
  /** Absent where the run was cut off. */
  readonly exitCode?: number
  /** The hosts that failed, were unreachable, or are left with something of which nobody knows how far it came. */
  readonly troubled: readonly string[]
  /** What was being carried out at the end. */
  readonly underWay: readonly (TaskRef & { readonly host: string })[]
  readonly legacy: Legacy
}

/** The runs that were begun in this directory, the newest first; those that have no journal worth the name are passed over. */
export function* runsIn<Options>(cwd: string): Generator<RunRecord<Options>> {
  for (const run of journaledRuns(journalFolder())) {
    const record = readIfJournal<Options>(run)
    if (record?.head.cwd === cwd) yield record
  }
}

/** A run that was killed at its very beginning leaves an empty one, and another run may just have removed an old one. */
function readIfJournal<Options>(run: string): RunRecord<Options> | undefined {
  try {
    return readRun(run)
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** Reads a run's journal. Throws InputError where there is none of that name, or it is none. */
export function readRun<Options>(run: string): RunRecord<Options> {
  const file = journalFile(journalFolder(), run)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new InputError(`there is no journal of a run \`${run}\`: ${(cause as Error).message}`, {
      hint: '`run resume --list` names the runs that there are',
      cause,
    })
  }
  const [head, ...events] = linesOf(text) as [JournalHead<Options> | undefined, ...RunEvent[]]
  if (head?.format !== 'drover run 1') throw new InputError(`\`${file}\` is no journal of a run`)
  const telling = new Telling(head.run, head.legacy)
  for (const event of events) telling.take(event)
  return { head, ...telling.outcome() }
}

/** A line that was cut off is left out; so is all behind one that a crash of the machine left torn. */
function linesOf(text: string): unknown[] {
  const lines: unknown[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      lines.push(JSON.parse(line))
    } catch {
      break
    }
  }
  return lines
}

/** What of a host is not settled yet, or is and has consequences. */
interface HostTale {
  /** Actions that were carried out, or begun, with the task that they are part of. */
  readonly actions: (PastAction & { readonly task: string; isSettled: boolean })[]
  /** By the key of a task, the places of the handlers that it notified and that have not run. */
  readonly owed: Map<string, Set<string>>
  readonly underWay: Map<string, TaskRef>
  isTroubled: boolean
  /** How many actions there were before what the host may still put back. */
  guardedFrom?: number
}

/** Follows a run's events to what is left of it at the end. */
class Telling {
  readonly #run: string
  readonly #hosts = new Map<string, HostTale>()
  readonly #handlers = new Set<string>()
  #exitCode: number | undefined

  constructor(run: string, legacy: Legacy | undefined) {
    this.#run = run
    for (const [host, actions] of Object.entries(legacy?.actions ?? {})) {
      const inherited = actions.map(action => ({ ...action, task: '', isSettled: true }))
      this.#of(host).actions.push(...inherited)
    }
    for (const [host, keys] of Object.entries(legacy?.owed ?? {}))
      for (const key of keys) this.#of(host).owed.set(key, new Set(['']))
  }

  take(event: RunEvent): void {
    if (event.type === 'task.start' && event.isHandler) this.#handlers.add(event.task)
    else if (event.type === 'apply.start') this.#begin(event)
    else if (event.type === 'apply.end') this.#end(event)
    else if (event.type === 'task.result') this.#settle(event)
    else if (event.type === 'task.notify') {
      this.#of(event.host).owed.set(event.key, new Set(event.handlers))
    } else if (event.type === 'guard.start') {
      const tale = this.#of(event.host)
      tale.guardedFrom ??= tale.actions.length
    } else if (event.type === 'guard.end') this.#endGuard(event.host, event.isKept)
    else if (event.type === 'run.end') this.#exitCode = event.exit_code
  }

  outcome(): Pick<RunRecord, 'exitCode' | 'troubled' | 'underWay' | 'legacy'> {
    // Nobody came back to a host that was guarded: it puts itself back.
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
    }
  }

  #begin({ host, action, task, name, taskType }: RunEvent & { readonly type: 'apply.start' }): void {
    const { actions, underWay } = this.#of(host)
    underWay.set(task, { task, name, taskType })
    if (action === undefined) return
    // One that was taken over from the run before counts as this run's own now.
    const inherited = actions.findIndex(each => each.task === '' && each.digest === action)
    if (inherited >= 0) actions.splice(inherited, 1)
    actions.push({ digest: action, kind: 'begun', task, isSettled: false })
  }

  #end({ host, action, task, outputs }: RunEvent & { readonly type: 'apply.end' }): void {
    const { actions } = this.#of(host)
    const at = actions.findLastIndex(each => each.task === task && each.digest === action)
    const base = { digest: action, task, isSettled: false }
    actions[at] = outputs === undefined ? { ...base, kind: 'hidden' } : { ...base, kind: 'done', outputs }
  }

  /** What failed may be done again; unless nobody knows whether it was done. */
  #settle(event: TaskResultEvent): void {
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
    if (this.#handlers.has(task) && !isFailed) settleHandler(tale, task)
  }

  /** What was put back is to be done again. */
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
