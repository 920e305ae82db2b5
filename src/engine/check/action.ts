import { createHash } from 'node:crypto'
import type { ActionKind } from '../../authoring/define.ts'
import type { Plan } from '../../authoring/plan.ts'
import { parseResource, type Resource } from '../../authoring/resource.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { Checking } from '../state/acting.ts'
import { keyOf } from './check.ts'

/** The action of a task type that describes an action and not a state. */
export interface Action {
  /**
   * Equal for actions with the same effect on a host: task type, params, environment and changes, with the
   * secrets masked.
   */
  readonly digest: string | undefined
  /** False if it is unknown whether it was done, and doing it twice may do harm. */
  readonly isRepeatable: boolean
}

/** The action that a plan is; undefined for a state, and for what only waits. */
export function actionOf(checking: Checking, plan: Plan): Action | undefined {
  const { action } = checking.type
  const kind = typeof action === 'function' ? action(checking.params as never) : action
  if (!kind || plan.changes.length === 0) return undefined
  return { digest: digestOf(checking, plan), isRepeatable: isRepeatable(checking, kind) }
}

/** A job is found again by its id: to start it once more does nothing. */
function isRepeatable(checking: Checking, kind: ActionKind): boolean {
  return kind === 'repeatable' || isGuarded(checking) || checking.job !== undefined
}

/** Resources that are actions: what they change, if anything, only the user knows. */
const ACTIONS: ReadonlySet<Resource['kind']> = new Set(['command', 'script', 'url'])

/** Whether the user says of a command, a script or a request that it changes nothing: `changed_when: false`. */
export function isOnlyLook({ changedWhen }: TaskStep, resource: string): boolean {
  const isSaid = changedWhen?.some(({ value }) => value === false) ?? false
  return isSaid && ACTIONS.has(parseResource(resource).kind)
}

/** A guard says whether it is to be done, and so whether it is to be done again. */
export function isGuarded({ params }: Checking): boolean {
  const given = params as Readonly<Record<string, unknown>>
  return ['creates', 'removes', 'unless', 'onlyif'].some(guard => given[guard] !== undefined)
}

function digestOf(checking: Checking, { changes }: Plan): string | undefined {
  const key = keyOf(checking)
  if (key === undefined) return undefined
  const text = checking.acting.context.run.masks.mask(`${key} ${JSON.stringify(changes)}`)
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
