import { InputError } from '../errors.ts'
import { attempt } from '../yaml/problems.ts'
import type { Reading } from './keywords/context.ts'
import type { Keywords } from './keywords/keywords.ts'
import { readLoopControl, refuseParallel } from './keywords/loop-control.ts'
import { isListOrTemplate, isNumber, readConditions } from './keywords/values.ts'
import type { RoundOfBlock } from './roles/loop-params.ts'
import type { BlockLoop, BlockRetry, BlockStep } from './steps.ts'

/** The keywords that repeat a block. */
export const REPETITION_KEYS: readonly string[] = ['loop', 'loop_control', 'until', 'retries', 'delay']

/**
 * Reads how often a block runs: `loop`, and `until` with `retries` and `delay`. Errors are added to
 * `reading.problems`. `forRound` reads the block for one item of its loop.
 */
export function readRepetition(
  keywords: Keywords,
  forRound: (round: RoundOfBlock) => BlockStep,
  reading: Reading,
): { loop?: BlockLoop; retry?: BlockRetry } {
  refuseInHandlers(keywords, reading)
  const control = readLoopControl(keywords, reading)
  refuseParallel(control, 'a block', reading)
  const items = keywords.get('loop')?.value
  if (items) attempt(reading.problems, () => isListOrTemplate('loop', items))
  const retry = readRetry(keywords, reading)
  return {
    ...(items ? { loop: { items, control, forRound } } : {}),
    ...(retry ? { retry } : {}),
  }
}

function readRetry(keywords: Keywords, { problems }: Reading): BlockRetry | undefined {
  const written = keywords.get('until')?.value
  const retries = keywords.get('retries')?.value
  const delay = keywords.get('delay')
  const until = written && attempt(problems, () => readConditions('until', written))
  if (retries) attempt(problems, () => isNumber('retries', retries))
  if (delay) attempt(problems, () => isNumber('delay', delay.value))
  if (written || retries)
    return {
      ...(until ? { until } : {}),
      ...(retries ? { retries } : {}),
      ...(delay ? { delay: delay.value } : {}),
    }
  if (delay)
    problems.push(
      new InputError('`delay` of a block needs `until` or `retries`', {
        place: delay.keyPlace,
        hint: 'to wait once, use the task type `pause`',
      }),
    )
  return undefined
}

/** Refuses these keywords in handlers, each of which runs once, even inside a block. */
function refuseInHandlers(keywords: Keywords, { isHandlers, problems }: Reading): void {
  if (!isHandlers) return
  for (const key of REPETITION_KEYS) {
    const entry = keywords.get(key)
    if (!entry) continue
    problems.push(
      new InputError(`a block of handlers cannot have \`${key}\``, {
        place: entry.keyPlace,
        hint: 'set it on the handlers inside',
      }),
    )
  }
}
