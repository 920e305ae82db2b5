import { createHash } from 'node:crypto'
import type { ActionKind } from '../../authoring/define.ts'
import type { Plan } from '../../authoring/plan.ts'
import { parseResource, type Resource } from '../../authoring/resource.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { Checking } from '../state/task-run.ts'
import { keyOf } from './check.ts'

/** The action that a plan performs, if its task type describes an action and not a state. */
export interface Action {
  /**
   * A hash of the task type, params, environment and changes, with secrets masked. It is equal for actions with the
   * same effect on a host; undefined if the params are not plain data.
   */
  readonly digest: string | undefined
  /** False if repeating the action may do harm, so that it is not repeated when it is unknown whether it ran. */
  readonly isRepeatable: boolean
}

/** Returns the action of a plan; undefined if the plan applies a state or only waits. */
export function actionOf(checking: Checking, plan: Plan): Action | undefined {
  const { action } = checking.type
  const kind = typeof action === 'function' ? action(checking.params as never) : action
  if (!kind || plan.changes.length === 0) return undefined
  return { digest: digestOf(checking, plan), isRepeatable: isRepeatable(checking, kind) }
}

/** Whether repeating the action is harmless. A job is recognized by its id, so starting it again does nothing. */
function isRepeatable(checking: Checking, kind: ActionKind): boolean {
  return kind === 'repeatable' || isGuarded(checking) || checking.job !== undefined
}

/** Kinds of resources that are actions. Only the user knows what they change, if anything. */
const ACTIONS: ReadonlySet<Resource['kind']> = new Set(['command', 'script', 'url'])

/** Whether the user declares with `changed_when: false` that a command, script or request changes nothing. */
export function isDeclaredUnchanging({ changedWhen }: TaskStep, resource: string): boolean {
  const isSaid = changedWhen?.some(({ value }) => value === false) ?? false
  return isSaid && ACTIONS.has(parseResource(resource).kind)
}

/**
 * Whether the task has a guard such as `creates`. The guard decides whether the action runs, and so also whether it
 * is repeated.
 */
export function isGuarded({ params }: Checking): boolean {
  const given = params as Readonly<Record<string, unknown>>
  return ['creates', 'removes', 'unless', 'onlyif'].some(guard => given[guard] !== undefined)
}

function digestOf(checking: Checking, { changes }: Plan): string | undefined {
  const key = keyOf(checking)
  if (key === undefined) return undefined
  const text = checking.taskRun.context.run.masks.mask(`${key} ${JSON.stringify(changes)}`)
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
