import type { InSync, Outputs, Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { shownChange } from '../../task-lib/known-after-apply.ts'
import { actionOf } from '../check/action.ts'
import type { Result } from '../state/result.ts'
import type { Checking } from '../state/task-run.ts'

/** Returns the result of a task whose host is in sync. */
export function inSyncResult(inSync: InSync): Result {
  return {
    status: inSync.skipped === undefined ? 'ok' : 'skipped',
    changes: [],
    outputs: inSync.outputs,
    ...omitUndefined({
      control: inSync.control,
      // Copied so that each variable is read now: reading an unknown param throws, which makes the task's result
      // unknown.
      variables: inSync.variables && { ...inSync.variables },
      areFacts: inSync.areFacts,
      message: inSync.skipped ?? inSync.message,
    }),
  }
}

/** Returns the predicted result of a plan, for a dry run. */
export function predictedResult(plan: Plan): Result {
  if (plan.changes.length > 0)
    return {
      status: 'changed',
      changes: plan.changes.map(shownChange),
      outputs: plan.outputs,
      isPredicted: true,
    }
  return {
    status: 'skipped',
    changes: [],
    outputs: plan.outputs,
    isPredicted: true,
    message: `would wait for ${plan.waitsFor ?? 'its turn'}`,
  }
}

/**
 * Returns the result of a task with `check_mode: true` in a real run. As in Ansible, a difference counts as changed,
 * and a command that would run counts as skipped.
 */
export function onlyChecked(checking: Checking, plan: Plan): Result {
  const { changes, outputs, waitsFor = 'its turn' } = plan
  const isCommand = changes.some(({ resource }) => parseResource(resource).kind === 'command')
  const printed = {
    ...{ rc: 0, stdout: '', stderr: '', stdout_lines: [], stderr_lines: [] },
    msg: 'Command would have run if not in check mode',
  }
  const known = { ...(isCommand ? printed : {}), ...onlyKnown(outputs) }
  const isRun = actionOf(checking, plan)?.isRepeatable === false
  if (!isRun && changes.length > 0) {
    const message = 'would change, but `check_mode: true` prevents it'
    return { status: 'changed', changes: changes.map(shownChange), outputs: known, message }
  }
  const message = isRun ? 'would run, but `check_mode: true` prevents it' : `would wait for ${waitsFor}`
  return { status: 'skipped', changes: [], outputs: known, message }
}

/** Removes the numbers that are NaN because only an apply determines them. */
function onlyKnown(outputs: Outputs): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !Number.isNaN(value)))
}
