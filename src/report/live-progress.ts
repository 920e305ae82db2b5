import { Listr, type ListrTaskWrapper } from 'listr2'
import { escapeControlInLine } from '../base/escape-control.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { dispatch, type EventHandlers } from './dispatch.ts'
import { dryRunBanner, dryRunCount } from './dry-run.ts'
import { isFailure, shownFailures } from './failures.ts'
import { finishedLines } from './finished-lines.ts'
import { countHosts, factsRequestLine } from './hosts.ts'
import { applyEvent, inHostOrder, type OpenTask, openTask, type Progress } from './open-task.ts'
import { placeInPlay } from './place-in-play.ts'
import { liveLines } from './progress-lines.ts'
import { failureSummary, recap } from './recap.ts'
import type { Style } from './style.ts'
import { taskSources } from './task-sources.ts'
import { taskTimes } from './task-times.ts'
import { warningText } from './warning-text.ts'
import { wrapLine } from './wrap.ts'

/** The options of `reportTree`. */
export interface TreeOptions {
  readonly stream: NodeJS.WriteStream
  readonly write: (text: string) => void
  readonly style: Style
  readonly verbosity: number
  readonly showDiff: boolean
}

/** Milliseconds that a task must last before it is drawn live: a shorter one would only flicker. */
const DRAWN_AFTER = 100

/**
 * Milliseconds between two redraws of the live region. It is not redrawn for each line of output, since there may be
 * thousands.
 */
const TICK = 100

/**
 * Reports for a terminal. Each task has a live region, drawn by listr2 and never taller than the screen; when the
 * task has ended, one or a few lines of it remain in the scrollback. At the end there is a table, and the failures
 * that have scrolled off the screen are repeated.
 */
export function reportTree(options: TreeOptions): Reporter {
  const { write, style } = options
  const open = new Map<string, OpenTask>()
  const failures = shownFailures()
  const count = dryRunCount()
  const times = taskTimes()
  const sources = taskSources()
  const place = placeInPlay()
  /** Hosts to which a connection is being opened. */
  const connecting = new Set<string>()
  let isCheckMode = false
  let live: Live | undefined
  let startTimer: NodeJS.Timeout | undefined
  // The live region is removed asynchronously: all later output waits for that, in order.
  let drawn: Promise<void> = Promise.resolve()
  const wrap = (line: string): string[] => wrapLine(line, options.stream.columns)
  const print = (lines: readonly string[]): void => {
    failures.addLines(lines.join('\n').split('\n').length)
    drawn = drawn.then(() => write(lines.map(line => `${line}\n`).join('')))
  }
  const stopLive = (): void => {
    clearTimeout(startTimer)
    startTimer = undefined
    if (!live) return
    const ending = live.stop()
    live = undefined
    drawn = drawn.then(() => ending)
  }
  /** Open tasks that may ask a question on the terminal. */
  const asking = new Set<string>()
  let isTerminalTaken = false
  const isDrawable = (): boolean => open.size > 0 && asking.size === 0 && !isTerminalTaken
  const scheduleLive = (): void => {
    if (startTimer || live || !isDrawable()) return
    startTimer = setTimeout(() => {
      startTimer = undefined
      const begin = drawn
      void begin.then(() => {
        if (live || !isDrawable()) return
        live = startLive(() => liveLines([...open.values()], screenOf(options.stream), style, connecting))
      })
    }, DRAWN_AFTER)
  }
  /** Prints a line above the live region, which is then redrawn. */
  const printAbove = (line: string): void => {
    stopLive()
    print([line])
    scheduleLive()
  }
  const onProgress = (event: Progress): void => {
    const task = open.get(event.task)
    if (task) applyEvent(task, event)
  }
  const handlers: EventHandlers = {
    'run.start': event => {
      isCheckMode = event.isCheckMode
      if (isCheckMode) print([dryRunBanner(style)])
    },
    'play.start': event => {
      const { play, hosts } = event
      place.enter(event)
      stopLive()
      print(['', style.bold(`▶ ${escapeControlInLine(play)}`) + style.dim(`  ${countHosts(hosts.length)}`)])
    },
    'task.start': event => {
      times.start(event)
      open.set(event.task, openTask(event, place.next(event)))
      if (mayAskUser(event)) {
        asking.add(event.task)
        printAbove(`  ${style.dim('…')} ${escapeControlInLine(event.name)}`)
      } else scheduleLive()
    },
    'task.source': sources.note,
    'task.output': onProgress,
    'task.retry': onProgress,
    'task.wait': onProgress,
    'task.progress': onProgress,
    'task.pending': event => {
      onProgress(event)
      // A pause with a time limit asks nothing.
      if (asking.delete(event.task)) scheduleLive()
    },
    'connect.start': ({ host }) => {
      connecting.add(host)
    },
    'connect.end': ({ host }) => {
      connecting.delete(host)
    },
    'task.result': event => {
      onProgress(event)
      count.note(event)
    },
    'task.end': event => {
      const { task: reference } = event
      times.end(event)
      const task = open.get(reference)
      open.delete(reference)
      asking.delete(reference)
      stopLive()
      if (task)
        print(finishedLines(task, { ...options, isCheckMode, sources, columns: options.stream.columns }))
      for (const result of task ? inHostOrder(task).filter(isFailure) : []) failures.add(result)
      scheduleLive()
    },
    warning: event => printAbove(wrap(style.yellow(warningText(event))).join('\n')),
    facts: event => printAbove(`  ${style.dim(factsRequestLine(event))}`),
    'run.end': event => {
      const { rows } = options.stream
      stopLive()
      print(recap(event, style, { isCheckMode, times: times.ended, wrap }))
      const stopped = place.stopped(event)
      if (stopped !== undefined) print(wrap(style.yellow(stopped)))
      const again = failureSummary(failures.scrolledOff((rows ?? 24) - 1), { style, sources, wrap })
      print([...(again.length > 0 ? ['', ...again] : []), ...(isCheckMode ? count.lines(style) : [])])
    },
  }
  return {
    event: event => dispatch(handlers, event),
    freeTerminal: async () => {
      isTerminalTaken = true
      stopLive()
      await drawn
      return () => {
        isTerminalTaken = false
        scheduleLive()
      }
    },
    close: async () => {
      stopLive()
      await drawn
    },
  }
}

/**
 * Returns whether a task may ask a question on the terminal: a live region would overwrite the question and the
 * answer.
 */
function mayAskUser({ taskType }: { readonly taskType: string }): boolean {
  return taskType === 'pause'
}

function screenOf({ rows = 24, columns = 80 }: NodeJS.WriteStream) {
  return { rows, columns }
}

interface Live {
  readonly stop: () => Promise<void>
}

/**
 * Starts one listr2 task whose title, with several lines, is redrawn until it is stopped. Nothing of it remains on
 * the screen.
 */
function startLive(lines: () => string[]): Live {
  let finish = (): void => {}
  const finished = new Promise<void>(resolve => {
    finish = resolve
  })
  let task: ListrTaskWrapper<unknown, never, never> | undefined
  const draw = (): void => {
    if (!task) return
    task.title = lines().join('\n')
  }
  const timer = setInterval(draw, TICK)
  const list = new Listr(
    [
      {
        title: lines()[0] ?? '',
        task: async (_, wrapper) => {
          task = wrapper as never
          draw()
          await finished
        },
      },
    ],
    {
      renderer: 'default',
      registerSignalListeners: false,
      rendererOptions: {
        clearOutput: true,
        collapseErrors: false,
        formatOutput: 'truncate',
        showErrorMessage: false,
      },
    },
  )
  const run = list.run()
  return {
    stop: async () => {
      clearInterval(timer)
      finish()
      await run
    },
  }
}
