import { isDeepStrictEqual } from 'node:util'
import type { Change } from '../../authoring/plan.ts'
import { byOccurrence, pairsByOccurrence } from '../../base/by-occurrence.ts'
import type { TaskResultEvent } from '../../engine/state/events.ts'

/** The results of a run's tasks, in order. */
export type Results = readonly TaskResultEvent[]

/** A task whose result in the converted project differs from that in the original project. */
export interface RunDifference {
  readonly host: string
  readonly name: string
  /** The label of the loop item, if the difference concerns one. */
  readonly item: string | undefined
  /** The place of the task: in the project, or in the converted project if the original ran no such task. */
  readonly task: string
  /** One sentence for each aspect that differs. */
  readonly what: readonly string[]
  /**
   * How resources differ: `before` is their state after the original project's run, `after` that after the converted
   * project's run.
   */
  readonly changes: readonly Change[]
}

/** Fields of registered results that describe what a task did and do not depend on its file. */
const FIELDS = ['cmd', 'rc', 'stdout', 'stderr', 'msg', 'ansible_facts'] as const

/**
 * Compares the run of a converted project with that of the original, task by task: by host, name and loop item, in
 * the order in which they ran. `earlier` is a run of the original project from the same state. Anything that already
 * differs between the two original runs, such as the time that a command prints, is not compared.
 */
export function compareRuns(project: Results, outcome: Results, earlier: Results = project): RunDifference[] {
  const before = byOccurrence(earlier, keyOf)
  return pairsByOccurrence(project, outcome, keyOf).flatMap(({ key, pair: [was, is] }) => {
    const { host = '', name = '', task = '', item } = was ?? is ?? {}
    const difference = differenceOf(was, is, before.get(key))
    return difference.what.length === 0 ? [] : [{ host, name, item, task, ...difference }]
  })
}

function keyOf({ host, name, item }: TaskResultEvent): string {
  return JSON.stringify([host, name, item])
}

function differenceOf(
  was: TaskResultEvent | undefined,
  is: TaskResultEvent | undefined,
  earlier: TaskResultEvent | undefined,
): Pick<RunDifference, 'what' | 'changes'> {
  if (!was || !is)
    return {
      what: [
        was
          ? 'the converted project did not reach this task'
          : 'only the converted project reached this task',
      ],
      changes: [],
    }
  if (was.status !== is.status) {
    const reason = is.message === undefined ? '' : `: ${is.message}`
    return {
      what: [`${was.status} in the original project, ${is.status} in the converted project${reason}`],
      changes: is.status === 'changed' ? is.changes : [],
    }
  }
  const differs = (read: (result: TaskResultEvent) => unknown): boolean => {
    const value = asJson(read(was))
    const isStable = earlier === undefined || isDeepStrictEqual(asJson(read(earlier)), value)
    return isStable && !isDeepStrictEqual(asJson(read(is)), value)
  }
  const changes = differs(result => result.changes) ? changesBetween(was.changes, is.changes) : []
  return {
    what: [
      ...(changes.length > 0 ? ['the converted project makes other changes than the original project'] : []),
      ...FIELDS.filter(field => differs(({ outputs }) => outputs[field])).map(
        field =>
          `\`${field}\` is ${shown(was.outputs[field])} in the original project, ${shown(is.outputs[field])} in the converted project`,
      ),
    ],
    changes,
  }
}

/** Returns how the states of resources differ between the two runs. */
function changesBetween(project: readonly Change[], outcome: readonly Change[]): Change[] {
  const keyOfChange = ({ resource }: Change): string => resource
  return pairsByOccurrence(project, outcome, keyOfChange).flatMap(({ pair: [was, is] }) => {
    const { resource = '' } = is ?? was ?? {}
    if (isDeepStrictEqual(asJson(was), asJson(is))) return []
    if (!was || !is)
      return [
        {
          resource,
          action: was ? 'only the original project changes' : 'only the converted project changes',
        },
      ]
    const texts = was.text && is.text ? { text: { before: was.text.after, after: is.text.after } } : {}
    return [{ resource, action: 'not equal', before: known(was), after: known(is), ...texts }]
  })
}

function known({ action, after }: Change): NonNullable<Change['before']> {
  return asJson({ action, ...after }) as NonNullable<Change['before']>
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'missing'
}

/** Converts a value to what a journal would store: without parts that JSON cannot represent. */
function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
