import type { InSync, Outputs, Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { shownChange } from '../../task-lib/known-after-apply.ts'
import { actionOf } from '../check/action.ts'
import type { Checking } from '../state/acting.ts'
import type { Result } from '../state/result.ts'

/** The result of a host that is as described. */
export function inSyncResult(inSync: InSync): Result {
  return {
    status: inSync.skipped === undefined ? 'ok' : 'skipped',
    changes: [],
    outputs: inSync.outputs,
    ...omitUndefined({
      control: inSync.control,
      // Read now: if one is an unknown param, so is the task.
      variables: inSync.variables && { ...inSync.variables },
      areFacts: inSync.areFacts,
      message: inSync.skipped ?? inSync.message,
    }),
  }
}

/** The result that a plan would have. */
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
 * What a task with `check_mode: true` comes to in a run: as in Ansible, a state that differs counts as changed, and a command
 * that would be run as skipped.
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

/** Without the numbers that only an apply can know. */
function onlyKnown(outputs: Outputs): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !Number.isNaN(value)))
}
