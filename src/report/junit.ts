import type { TaskResultEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import type { InputError } from '../errors.ts'
import { dispatch } from './dispatch.ts'
import { refusedCase, resultCase, skippedPlayCase, stoppedCase } from './junit-cases.ts'
import { type JunitCase, type JunitSuite, junitText } from './junit-file.ts'

/** A suite to which cases are still added. */
interface OpenSuite extends JunitSuite {
  readonly cases: JunitCase[]
}

/**
 * Reports a run as JUnit XML, written once at its end: a suite for each play, and in it a case for each task on each
 * host. CI systems list cases by `classname` and `name`: here the play, and the task with its host, so that the
 * results of a task on all hosts are listed together.
 */
export function reportJunit(write: (text: string) => void): Reporter {
  const suites: OpenSuite[] = []
  /** How often each name was used in its suite: CI systems treat cases with the same name as one. */
  const names = new Map<string, number>()
  /** The failed items of loops, until the result of the whole task on their host arrives. */
  const items = new Map<string, TaskResultEvent[]>()
  const open = (name: string, time: string): OpenSuite => {
    const suite = { name, time, cases: [] }
    suites.push(suite)
    return suite
  }
  const onResult = (result: TaskResultEvent): void => {
    const key = `${result.task} ${result.host}`
    if (result.item !== undefined) {
      if (result.status === 'failed') items.set(key, [...(items.get(key) ?? []), result])
      return
    }
    const suite = suites.at(-1) ?? open('run', result.time)
    const made = resultCase(suite.name, result, items.get(key) ?? [])
    items.delete(key)
    const unique = `${suites.length} ${made.name}`
    const nth = (names.get(unique) ?? 0) + 1
    names.set(unique, nth)
    suite.cases.push(nth === 1 ? made : { ...made, name: `${made.name} #${nth}` })
  }
  return {
    event: event =>
      dispatch(
        {
          'play.start': ({ play, time }) => open(play, time),
          'task.result': onResult,
          warning: ({ play, message, time }) => {
            if (play !== undefined)
              open('plays without hosts', time).cases.push(skippedPlayCase(play, message))
          },
          'run.end': ({ exit_code, time }) => {
            const isRed = suites.some(({ cases }) => cases.some(({ problem }) => problem !== undefined))
            if (exit_code !== 0 && !isRed) open('run', time).cases.push(stoppedCase(exit_code))
            write(junitText(suites))
          },
        },
        event,
      ),
    refused: (errors: readonly InputError[]) =>
      write(junitText([{ name: 'before the run', cases: errors.map(refusedCase) }])),
    close: async () => {},
  }
}
