import { setMaxListeners } from 'node:events'
import { withoutFloats } from '../base/float.ts'
import type { RunEndEvent, RunEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { InputError, InputErrors } from '../errors.ts'
import { withJournal } from '../plans/journaled.ts'
import { Masks, runPlaybooks } from '../run.ts'
import { eventQueue } from './event-queue.ts'
import type { RunPlaybookOptions } from './options.ts'
import { readOptions } from './read-options.ts'

/** How a run ended. */
export interface RunResult {
  /** The exit code of the command: 0, 2 if a task failed, 4 if a host was unreachable, 6 for both, 130 after an abort. */
  readonly exitCode: number
  /** The id of the run, for `run resume` and `run logs`. */
  readonly run: string
  /** The counts of each host. */
  readonly hosts: RunEndEvent['hosts']
  readonly milliseconds: number
}

/** A run that has begun. Its events can be read once. It also has the result. */
export interface PlaybookRun extends AsyncIterable<RunEvent> {
  /**
   * Settles when the run has ended. Rejects with InputErrors for wrong options or files, before any host is contacted; a task that
   * fails is no error.
   */
  readonly result: Promise<RunResult>
}

/**
 * Runs playbooks as `run playbook` does: each file is looked up at the given path and in `playbooks/`. The run begins at once, even if
 * nothing reads its events. Events that are not read are kept until the run ends. The run does not affect the process: it prints nothing,
 * installs no signal handlers and does not exit.
 */
export function runPlaybook(
  playbook: string | readonly string[],
  options: RunPlaybookOptions = {},
): PlaybookRun {
  const events = eventQueue<RunEvent>()
  const result = start(playbook, options, events.push)
  // A reader of the events gets the error there; if `result` is not awaited, its rejection must not end the process.
  result.then(() => events.end(), events.end)
  return { result, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() }
}

async function start(
  playbook: string | readonly string[],
  options: RunPlaybookOptions,
  push: (event: RunEvent) => void,
): Promise<RunResult> {
  const masks = new Masks()
  let began = ''
  let end: RunEndEvent | undefined
  let refused: readonly InputError[] | undefined
  const reporter: Reporter = {
    event: event => {
      if (event.type === 'run.start') began = event.run
      if (event.type === 'run.end') end = event
      push(withoutFloats(event) as RunEvent)
    },
    refused: errors => {
      refused = errors
    },
    close: async () => {},
  }
  try {
    const runOptions = readOptions(playbook, options)
    const kind = runOptions.check ? 'dry-run' : 'run'
    const all =
      options.journal === false
        ? reporter
        : withJournal({ kind, options: runOptions, masks }, reporter).reporter
    const exitCode = await runPlaybooks(runOptions, all, ownSignal(options.signal), undefined, masks)
    return { exitCode, run: began, hosts: end?.hosts ?? {}, milliseconds: end?.milliseconds ?? 0 }
  } catch (error) {
    // In the errors that the reporter was given, secrets are masked.
    throw refused ? new InputErrors(refused) : asInputErrors(error)
  }
}

/**
 * Returns a signal that follows the caller's. All hosts of a run listen to it; with the caller's own signal, Node
 * would warn about that.
 */
function ownSignal(given: AbortSignal | undefined): AbortSignal {
  const signal = AbortSignal.any(given ? [given] : [])
  setMaxListeners(0, signal)
  return signal
}

function asInputErrors(error: unknown): unknown {
  return error instanceof InputError ? new InputErrors([error]) : error
}
