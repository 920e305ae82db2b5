import { isDeepStrictEqual } from 'node:util'
import { pairsByOccurrence } from '../base/by-occurrence.ts'
import type { PlannedTask } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'

/** A dry run that is kept, to be shown and to be carried out just so. */
export interface SavedPlan<Options = unknown> {
  readonly format: 'drover plan 2'
  /** The version of Drover. */
  readonly drover: string
  /** When it was made, ISO 8601. */
  readonly made: string
  readonly options: Options
  /** The working directory, in which its paths are meant. */
  readonly cwd: string
  /** What was read to make it: absolute paths, each with the sha256 of what was there. */
  readonly inputs: Readonly<Record<string, string>>
  readonly hosts: readonly string[]
  readonly tasks: readonly PlannedTask[]
}

/** Notes what the tasks of a dry run would do. */
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
      // As JSON returns it: without undefined fields.
      tasks.push(JSON.parse(JSON.stringify({ host, task, name, taskType, status, changes, message })))
    },
    close: async () => {},
  }
}

/** How hosts differ from what a plan saw: a line a task, with its host and what is at issue. */
export function movedSince(then: readonly PlannedTask[], now: readonly PlannedTask[]): string[] {
  // A task may run several times on a host: for each item of a loop around it.
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
