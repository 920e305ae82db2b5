/**
 * A pause of the whole play: for a time, or until Enter is pressed.
 *
 *     - pause: { seconds: 10 }
 */
import { setTimeout } from 'node:timers/promises'
import { defineTask, flag, number, pending, Secret, TaskError, text, z } from '../../src/authoring/task.ts'
import { askOnTerminal } from '../../src/base/ask-on-terminal.ts'
import { spanOf } from '../../src/built-in/params.ts'

const params = z.strictObject({
  seconds: number()
    .optional()
    .describe('Seconds to wait.')
    .meta({ examples: [10] }),
  minutes: number()
    .optional()
    .describe('Minutes to wait, added to `seconds`.')
    .meta({ examples: [5] }),
  prompt: text()
    .optional()
    .describe(
      'The prompt on the terminal, if no time is set. The run continues when the user presses Enter. Without a terminal, the task fails.',
    )
    .meta({ examples: ['Has the load balancer drained?'] }),
  echo: flag()
    .default(true)
    .describe('Show the answer while it is typed. With `false`, the answer is also masked in all output.')
    .meta({ examples: [false] }),
})

export default defineTask({
  summary: 'Pauses the play, once for all hosts.',
  example: `- pause:
    seconds: 10
`,
  params,
  outputs: {
    rc: 'Always 0.',
    stdout: 'How long the pause was, as a sentence.',
    stderr: 'An empty text.',
    start: 'When the pause began, in local time, such as `2026-11-23 14:03:01.250000`.',
    stop: 'When the pause ended, in the same form.',
    delta: 'How long the pause was, in whole seconds.',
    echo: 'The `echo` of the task.',
    user_input: 'What the user typed, as a secret if `echo` is false; empty after a pause of a given time.',
  },
  isLocal: true,
  isOncePerPlay: true,
  action: 'once',
  check: async ({ params: { seconds, minutes, prompt } }) => {
    const isTimed = seconds !== undefined || minutes !== undefined
    const total = isTimed ? (seconds ?? 0) + (minutes ?? 0) * 60 : null
    return pending(total === null ? 'Enter to be pressed' : `${total} seconds to pass`, {
      seconds: total,
      prompt: prompt ?? (isTimed ? null : 'Press Enter to continue'),
    })
  },
  apply: async ({ params: { echo, seconds, minutes }, plan: { data }, signal, progress }) => {
    const began = new Date()
    const pause = data.seconds
    if (pause !== null) progress?.({ waitsFor: 'the time to pass', limit: pause })
    const answer =
      pause === null
        ? await untilStopped(signal, options => ask(data.prompt ?? '', echo, options))
        : await untilStopped(signal, options => setTimeout(pause * 1000, '', options))
    const ended = new Date()
    const { start, end: stop } = spanOf(began, ended)
    const passed = (ended.getTime() - began.getTime()) / 1000
    const isInSeconds = seconds !== undefined && minutes === undefined
    const shown = isInSeconds ? `${passed.toFixed(2)} seconds` : `${(passed / 60).toFixed(2)} minutes`
    return {
      ...{ rc: 0, stdout: `Paused for ${shown}`, stderr: '', start, stop, delta: Math.floor(passed), echo },
      user_input: echo || answer === '' ? answer : new Secret(answer),
    }
  },
})

/** Returns the result of `wait`. Throws TaskError if the run is stopped meanwhile. */
async function untilStopped<T>(
  signal: AbortSignal | undefined,
  wait: (options: { signal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await wait(signal === undefined ? {} : { signal })
  } catch (error) {
    throw signal?.aborted ? new TaskError('the run was stopped during the wait') : error
  }
}

async function ask(prompt: string, isShown: boolean, options: { signal?: AbortSignal }): Promise<string> {
  const question = `${prompt} [Enter continues, Ctrl-C stops the run] `
  const answer = process.stdout.isTTY ? await askOnTerminal(question, { isShown, ...options }) : undefined
  if (answer !== undefined) return answer
  throw new TaskError(`there is no terminal to ask on: ${prompt}`, {
    hint: 'set `seconds`, or run on a terminal',
  })
}
