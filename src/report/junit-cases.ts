import type { TaskResultEvent } from '../engine/state/events.ts'
import { type InputError, showPlace } from '../errors.ts'
import { summarise } from './diff.ts'
import { failureText, hintLines } from './failure-text.ts'
import { isTrouble } from './failures.ts'
import type { JunitCase } from './junit-file.ts'
import { readPlace } from './place.ts'
import { statusWord } from './word.ts'

/** The case of a task on a host, of a play; `items` are the failed items of its loop. */
export function resultCase(
  play: string,
  result: TaskResultEvent,
  items: readonly TaskResultEvent[],
): JunitCase {
  const place = readPlace(result.task)
  return {
    // Jenkins takes what comes before the last dot for a package.
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
  if (isTrouble(result)) {
    const text = failureText(result, items)
    if (isIgnored) return { output: `this failure is ignored:\n${text}` }
    if (isRescued) return { output: `a rescue handles this failure:\n${text}` }
    // That a host did not answer says nothing about the task.
    return { problem: { kind: status === 'unreachable' ? 'error' : 'failure', type: status, text } }
  }
  if (status === 'skipped' || status === 'unknown') return { skipped: message ?? status }
  if (status === 'ok') return message === undefined ? {} : { output: message }
  return { output: [statusWord(result), ...result.changes.map(summarise)].join('\n') }
}

/** The case of an error that was found before any host was contacted. */
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

/** The case of a play that is skipped because it has no hosts: nothing says that they are as described. */
export function skippedPlayCase(place: string, message: string): JunitCase {
  return { classname: 'plays without hosts', name: place, ...readPlace(place), skipped: message }
}

/** The case that makes a report red if no task is: the run was stopped before its end. */
export function stoppedCase(exitCode: number): JunitCase {
  const text = `the run ended with exit code ${exitCode} before all tasks were run`
  return { classname: 'run', name: 'run', problem: { kind: 'error', type: 'stopped', text } }
}
