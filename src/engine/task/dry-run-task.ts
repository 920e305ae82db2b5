import { UnknownValueError } from '../../values/unknown.ts'
import { check } from '../check/check.ts'
import {
  mayProvideFiles,
  packageThatMayProvide,
  predictPlan,
  predictUnknown,
  unknownFailure,
  unknownOutput,
  withUnknowns,
} from '../dry-run/predict.ts'
import { takePrefetched } from '../lookahead/look-ahead.ts'
import type { Result } from '../state/result.ts'
import type { Checking } from '../state/task-run.ts'
import { finishInSync } from './finish-in-sync.ts'
import { onlyChecked, predictedResult } from './plan-result.ts'

/** Predicts the result of a task. If the result is unknown, everything that the task may change becomes unknown too. */
export async function predictTask(checking: Checking): Promise<Result> {
  try {
    return await predictKnown(checking)
  } catch (error) {
    if (error instanceof UnknownValueError) await predictUnknown(checking)
    throw error
  }
}

async function predictKnown(checking: Checking): Promise<Result> {
  const first =
    (mayProvideFiles(checking) ? undefined : await takePrefetched(checking)) ??
    (await check(checking).catch(error => {
      throw unknownFailure(checking, error)
    }))
  if (first.kind === 'plan') {
    const { context, step } = checking.taskRun
    context.guard?.refuseIrreversible(checking, first, context.handlers.includes(step))
    await predictPlan(checking, first)
    if (!context.run.settings.isCheckMode) return onlyChecked(checking, first)
    return withUnknowns(predictedResult(first), checking)
  }
  const open = packageThatMayProvide(checking) ?? unknownOutput(checking, first)
  if (open) throw new UnknownValueError(open)
  return withUnknowns(await finishInSync(checking, first), checking)
}
