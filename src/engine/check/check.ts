import type { TaskContext } from '../../authoring/define.ts'
import type { InSync, Plan } from '../../authoring/plan.ts'
import type { Project } from '../../authoring/project.ts'
import { Float, withoutFloats } from '../../base/float.ts'
import { isOfAnsible, TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { kindOf } from '../../values/plain.ts'
import { Secret } from '../../values/secret.ts'
import { UnknownValueError } from '../../values/unknown.ts'
import type { Checking, TaskRun } from '../state/task-run.ts'
import { type FactsReader, factsReaderOf } from '../variables/facts.ts'
import { environmentOf } from './connect.ts'
import { keepsFloats } from './parse-params.ts'
import { openProject } from './project.ts'
import { runTaskTypeCode } from './run-task-type-code.ts'

/** Runs the check of a task type and returns its outcome. Throws TaskError if the outcome is not that of a check. */
export function check(
  checking: Checking,
  host: ReadHost = checking.connected.host,
  project?: Project,
): Promise<InSync | Plan> {
  const shared = contextOf(checking, project)
  const { carriedOut } = checking
  return runTaskTypeCode(checking.name, async () => {
    const outcome: unknown = await checking.type.check({
      ...shared,
      host,
      ...(carriedOut === undefined ? {} : { carriedOut: carriedOut as never }),
      isAnsible: isOfAnsible(checking.taskRun.step.params),
      isResultUnused: checking.taskRun.step.register === undefined,
    })
    if (isOutcome(outcome)) return outcome
    throw new TaskError(
      `the check of \`${checking.name}\` returned ${kindOf(outcome)} that is not the result of a check`,
      {
        hint: 'return `inSync(…)`, `plan(…)` or `pending(…)`',
      },
    )
  })
}

/** Whether a value is the outcome of a check. A task type in JavaScript could return anything. */
function isOutcome(value: unknown): value is InSync | Plan {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  return (
    value.kind === 'in-sync' || (value.kind === 'plan' && 'changes' in value && Array.isArray(value.changes))
  )
}

/** Returns the context that a task type receives for both its check and its apply. */
export function contextOf(
  { taskRun, type, params, isCheckMode }: Checking,
  project: Project = openProject(taskRun),
): TaskContext<never> {
  return {
    params: params as never,
    project: keepsFloats(type) ? project : withNumbers(project),
    isCheckMode,
    environment: environmentOf(taskRun),
  }
}

/** Returns the project with floats among its variables as JavaScript numbers, as in params. */
function withNumbers(project: Project): Project {
  return {
    ...project,
    variables: async names => {
      const found = await project.variables(names)
      return new Map([...found].map(([name, value]) => [name, withoutFloats(value)]))
    },
  }
}

/** Returns a key made from the task type, params and environment of a check; undefined if they are not plain data. */
export function keyOf({ taskRun, name, params }: Checking): string | undefined {
  try {
    return JSON.stringify([name, environmentOf(taskRun), params], plainOnly)
  } catch (error) {
    if (error instanceof NotPlain || error instanceof UnknownValueError) return undefined
    throw error
  }
}

class NotPlain extends Error {}

function plainOnly(this: unknown, key: string, shown: unknown): unknown {
  const value = (this as Record<string, unknown>)[key]
  if (value instanceof Secret) return { secret: value.reveal() }
  if (value instanceof Float) return { float: value.value }
  if (typeof value === 'function' || typeof value === 'bigint') throw new NotPlain()
  const isOdd = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isOdd && Object.getPrototypeOf(value) !== Object.prototype) throw new NotPlain()
  return shown
}

/** Returns the task and host in whose name facts are gathered. */
export function factsReaderFor({ context, step, host }: TaskRun): FactsReader {
  return factsReaderOf(context, step, host)
}
