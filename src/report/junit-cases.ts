import type { TaskResultEvent } from '../engine/state/events.ts'
import { type InputError, showPlace } from '../errors.ts'
import { summarise } from './diff.ts'
import { failureText, hintLines } from './failure-text.ts'
import { isFailure } from './failures.ts'
import type { JunitCase } from './junit-file.ts'
import { readPlace } from './place.ts'
import { statusWord } from './word.ts'

/** Returns the test case for the result of a task on a host. `items` are the failed items of its loop. */
export function resultCase(
  play: string,
  result: TaskResultEvent,
  items: readonly TaskResultEvent[],
): JunitCase {
  const place = readPlace(result.task)
  return {
    // Jenkins treats the part before the last dot as a package.
    classname: play.replaceAll('.', '_'),
    name: `${result.name} [${result.host}]`,
    ...(place ? { file: place.file, line: place.line } : {}),
    milliseconds: result.milliseconds,
    ...outcomeOf(result, items),
  }
}

function outcomeOf(
  result: TaskResultEvent,
  items: readonly TaskResultEvent[],
): Pick<JunitCase, 'problem' | 'skipped' | 'output'> {
  const { status, isIgnored, isRescued, message } = result
  if (isFailure(result)) {
    const text = failureText(result, items)
    if (isIgnored) return { output: `this failure is ignored:\n${text}` }
    if (isRescued) return { output: `a rescue handles this failure:\n${text}` }
    // An unreachable host is an error, not a failure: it shows nothing about the task.
    return { problem: { kind: status === 'unreachable' ? 'error' : 'failure', type: status, text } }
  }
  if (status === 'skipped' || status === 'unknown') return { skipped: message ?? status }
  if (status === 'ok') return message === undefined ? {} : { output: message }
  return { output: [statusWord(result), ...result.changes.map(summarise)].join('\n') }
}

/** Returns the test case for an error that was found before any host was contacted. */
export function refusedCase(error: InputError): JunitCase {
  const { message, hint, place } = error
  const lines = [message, ...(place ? [`at ${showPlace(place)}`] : []), ...hintLines(hint)]
  return {
    classname: 'before the run',
    name: place ? showPlace(place) : 'command line',
    ...(place ? readPlace(showPlace(place)) : {}),
    problem: { kind: 'error', type: 'error', text: lines.join('\n') },
  }
}

/** Returns the skipped test case for a play that matches no hosts: whether they are as described is unknown. */
export function skippedPlayCase(place: string, message: string): JunitCase {
  return { classname: 'plays without hosts', name: place, ...readPlace(place), skipped: message }
}

/** Returns a failed test case for a run that was stopped before its end, if no other case has failed. */
export function stoppedCase(exitCode: number): JunitCase {
  const text = `the run ended with exit code ${exitCode} before all tasks were run`
  return { classname: 'run', name: 'run', problem: { kind: 'error', type: 'stopped', text } }
}
