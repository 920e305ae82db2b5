import { isDeepStrictEqual } from 'node:util'
import { pairsByOccurrence } from '../base/by-occurrence.ts'
import type { PlannedTask } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'

/** A saved dry run that can be shown, and applied exactly as it is. */
export interface SavedPlan<Options = unknown> {
  readonly format: 'drover plan 2'
  /** The version of Drover that made the plan. */
  readonly drover: string
  /** When the plan was made, in ISO 8601. */
  readonly made: string
  readonly options: Options
  /** The working directory, to which relative paths refer. */
  readonly cwd: string
  /** The files that were read for the plan: their absolute paths, each with the sha256 of the content. */
  readonly inputs: Readonly<Record<string, string>>
  readonly hosts: readonly string[]
  readonly tasks: readonly PlannedTask[]
}

/** Returns a reporter that collects what the tasks of a dry run would do. */
export function collectTasks(): Reporter & { readonly tasks: PlannedTask[]; readonly hosts: Set<string> } {
  const tasks: PlannedTask[] = []
  const hosts = new Set<string>()
  return {
    tasks,
    hosts,
    event: event => {
      if (event.type === 'play.start') for (const host of event.hosts) hosts.add(host)
      if (event.type !== 'task.result' || event.item !== undefined) return
      const { host, task, name, taskType, changes, message, status } = event
      const isHidden = status === 'ok' && changes.length > 0
      if (status !== 'changed' && status !== 'unknown' && !isHidden) return
      // Converted to JSON and back, to equal a plan that was read from a file: without undefined fields.
      tasks.push(JSON.parse(JSON.stringify({ host, task, name, taskType, status, changes, message })))
    },
    close: async () => {},
  }
}

/**
 * Compares the tasks of a plan with those of a new dry run. Returns a line for each task that differs, with its host
 * and the resources that differ.
 */
export function changesSince(then: readonly PlannedTask[], now: readonly PlannedTask[]): string[] {
  // A task may run several times on a host, once for each item of a loop around it.
  const tasks = pairsByOccurrence(then, now, ({ host, task }) => `${host} ${task}`)
  return tasks.flatMap(({ pair: [was, is] }) => {
    if (isDeepStrictEqual(was?.changes, is?.changes) && was?.status === is?.status) return []
    const { host = '', name = '', task = '' } = is ?? was ?? {}
    const differing = differingResources(was, is)
    return [
      `${host}: ${differing.length > 0 ? differing.join(', ') : 'its result'}, by \`${name}\` (${task})`,
    ]
  })
}

function differingResources(was: PlannedTask | undefined, is: PlannedTask | undefined): string[] {
  const keyOf = (change: object): string => JSON.stringify(Object.entries(change).sort())
  const only = (one: PlannedTask | undefined, other: PlannedTask | undefined) => {
    const there = new Set(other?.changes.map(keyOf))
    return (one?.changes ?? []).filter(change => !there.has(keyOf(change)))
  }
  return [...new Set([...only(was, is), ...only(is, was)].map(({ resource }) => resource))]
}
