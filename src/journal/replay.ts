import type { TaskRef } from '../engine/state/events.ts'
import type { PastAction, ResumeData } from '../engine/state/resume-state.ts'
import type { JournaledEvent, PendingHandler } from './schema.ts'
import type { JournalHead } from './write.ts'

/** The state of a run at the end of its journal. */
export interface RunOutcome {
  /** Absent if the run was interrupted. */
  readonly exitCode?: number
  /** The hosts that failed, were unreachable, or have a task with an unknown outcome. */
  readonly troubled: readonly string[]
  /** The tasks whose plans were being applied at the end. */
  readonly applying: readonly (TaskRef & { readonly host: string })[]
  readonly resumeData: ResumeData
  /** The handlers that the run notified but did not run, and those of earlier runs that it did not run either. */
  readonly pendingHandlers: readonly PendingHandler[]
}

/** Computes the state of a run at its end from its events. */
export class Replay {
  readonly #run: string
  readonly #hosts = new Map<string, HostReplay>()
  readonly #handlers = new Set<string>()
  /** The names of handlers, by their places. */
  readonly #names = new Map<string, string>()
  #inherited: readonly PendingHandler[]
  #playbooks: readonly string[] = []
  #exitCode: number | undefined

  constructor({ run, legacy, owes = [] }: JournalHead<unknown>) {
    this.#run = run
    this.#inherited = owes
    for (const [host, actions] of Object.entries(legacy?.actions ?? {})) {
      const inherited = actions.map(action => ({ ...action, task: '', isSettled: true }))
      this.#of(host).actions.push(...inherited)
    }
    for (const [host, keys] of Object.entries(legacy?.owed ?? {}))
      for (const key of keys) this.#of(host).pending.set(key, new Set(['']))
  }

  /** Applies one event. */
  apply(event: JournaledEvent): void {
    if (event.type === 'run.start') this.#playbooks = event.playbooks
    else if (event.type === 'task.start' && event.isHandler) this.#handlers.add(event.task)
    else if (event.type === 'apply.start') this.#begin(event)
    else if (event.type === 'apply.end') this.#end(event)
    else if (event.type === 'task.result') this.#settle(event)
    else if (event.type === 'task.notify') {
      this.#of(event.host).pending.set(event.key, new Set(event.handlers))
      for (const [index, place] of event.handlers.entries())
        this.#names.set(place, event.names?.[index] ?? place)
    } else if (event.type === 'guard.start') {
      const replay = this.#of(event.host)
      replay.guardedFrom ??= replay.actions.length
    } else if (event.type === 'guard.end') this.#endGuard(event.host, event.isKept)
    else if (event.type === 'run.end') this.#exitCode = event.exit_code
  }

  /** Returns the state of the run after all events so far. */
  outcome(): RunOutcome {
    // If a guard has no end, the controller never reconnected to the host, which then rolls back.
    for (const [host, { guardedFrom }] of this.#hosts)
      if (guardedFrom !== undefined) this.#endGuard(host, false)
    const hosts = [...this.#hosts]
    const by = <T>(of: (replay: HostReplay) => readonly T[]): Record<string, readonly T[]> =>
      Object.fromEntries(
        hosts.map(([host, replay]) => [host, of(replay)] as const).filter(([, all]) => all.length),
      )
    return {
      ...(this.#exitCode === undefined ? {} : { exitCode: this.#exitCode }),
      troubled: hosts
        .filter(([, replay]) => replay.isTroubled || replay.applying.size > 0)
        .map(([host]) => host),
      applying: hosts.flatMap(([host, { applying }]) =>
        [...applying.values()].map(({ task, name, taskType }) => ({ host, task, name, taskType })),
      ),
      resumeData: {
        run: this.#run,
        actions: by(({ actions }) => actions.map(({ task: _, isSettled: __, ...action }) => action)),
        owed: by(({ pending }) => [...pending.keys()]),
      },
      pendingHandlers: [
        ...this.#inherited,
        ...(this.#exitCode === 0 ? [] : hosts.flatMap(([host, replay]) => this.#owed(host, replay))),
      ],
    }
  }

  #owed(host: string, { pending }: HostReplay): PendingHandler[] {
    const handlers = [...pending].flatMap(([key, places]) =>
      [...places].map(place =>
        place === '' ? `what \`${key}\` notifies` : (this.#names.get(place) ?? place),
      ),
    )
    const playbooks = this.#playbooks
    return [...new Set(handlers)].map(handler => ({
      ...{ run: this.#run, host, handler },
      ...(playbooks.length === 0 ? {} : { playbooks: [...playbooks] }),
    }))
  }

  #begin({ host, action, job, task, name, taskType }: JournaledEvent & { type: 'apply.start' }): void {
    const { actions, applying } = this.#of(host)
    applying.set(task, { task, name, taskType })
    if (action === undefined) return
    // An action that was inherited from the earlier run now belongs to this run.
    const inherited = actions.findIndex(each => each.task === '' && each.digest === action)
    if (inherited >= 0) actions.splice(inherited, 1)
    actions.push({
      digest: action,
      kind: 'begun',
      ...(job === undefined ? {} : { job }),
      task,
      isSettled: false,
    })
  }

  #end({ host, action, task, outputs }: JournaledEvent & { type: 'apply.end' }): void {
    const { actions } = this.#of(host)
    const at = actions.findLastIndex(each => each.task === task && each.digest === action)
    // The start of the action is not recorded, so its end has no effect.
    if (at < 0) return
    const { job } = actions[at] ?? {}
    const base = { digest: action, ...(job === undefined ? {} : { job }), task, isSettled: false }
    actions[at] = outputs === undefined ? { ...base, kind: 'hidden' } : { ...base, kind: 'done', outputs }
  }

  /** Records the result of a task. A failed action may be repeated in a resumed run, unless its outcome is unknown. */
  #settle(event: JournaledEvent & { type: 'task.result' }): void {
    const { host, task, status, item, isIgnored, isRescued, isUnclear } = event
    const replay = this.#of(host)
    const isFailed = (status === 'failed' && !isIgnored) || status === 'unreachable'
    const own = replay.actions.filter(each => each.task === task && !each.isSettled)
    for (const each of own) {
      const isOver = isFailed || each.kind === 'begun'
      // A job continues after its connection is lost.
      const mayRun = isUnclear || (status === 'unreachable' && each.job !== undefined)
      if (isOver && !mayRun) replay.actions.splice(replay.actions.indexOf(each), 1)
      else each.isSettled = true
    }
    replay.applying.delete(task)
    if (item !== undefined) return
    if (isFailed && !isRescued) replay.isTroubled = true
    if (!this.#handlers.has(task) || isFailed) return
    settleHandler(replay, task)
    this.#inherited = this.#inherited.filter(owed => owed.host !== host || owed.handler !== event.name)
  }

  /** Ends a guard. If the changes were rolled back, a resumed run repeats the actions. */
  #endGuard(host: string, isKept: boolean): void {
    const replay = this.#of(host)
    if (!isKept) {
      replay.actions.splice(replay.guardedFrom ?? replay.actions.length)
      replay.isTroubled = true
    }
    delete replay.guardedFrom
  }

  #of(host: string): HostReplay {
    const known = this.#hosts.get(host) ?? {
      actions: [],
      pending: new Map(),
      applying: new Map(),
      isTroubled: false,
    }
    this.#hosts.set(host, known)
    return known
  }
}

/** The state of one host during the replay. */
interface HostReplay {
  /** The actions that were started or completed, with their tasks. */
  readonly actions: (PastAction & { readonly task: string; isSettled: boolean })[]
  /** The places of notified handlers that have not run, by the key of the task that notified them. */
  readonly pending: Map<string, Set<string>>
  readonly applying: Map<string, TaskRef>
  isTroubled: boolean
  /** The number of actions before the guard; the host may still roll back those after it. */
  guardedFrom?: number
}

/**
 * Removes a handler that has run from the pending ones. A task's entry is removed when all of its handlers have run.
 */
function settleHandler({ pending }: HostReplay, handler: string): void {
  for (const [key, handlers] of pending) {
    handlers.delete(handler)
    if (handlers.size === 0) pending.delete(key)
  }
}
