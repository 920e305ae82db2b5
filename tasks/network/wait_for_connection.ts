/**
 * A wait until the host can be reached and runs commands.
 *
 *     - wait_for_connection: { delay: 10, timeout: 300 }
 */
import { setTimeout } from 'node:timers/promises'
import { defineTask, number, pending, probe, sh, TaskError, z } from '../../src/authoring/task.ts'

const params = z.strictObject({
  timeout: number()
    .default(600)
    .describe('Seconds after which the task fails.')
    .meta({ examples: [300] }),
  delay: number()
    .default(0)
    .describe('Seconds to wait before the first attempt.')
    .meta({ examples: [10] }),
  sleep: number()
    .default(1)
    .describe('Maximum number of seconds between attempts.')
    .meta({ examples: [5] }),
  connect_timeout: number()
    .optional()
    .describe(
      'Seconds after which a single attempt to connect fails. Default: the connection timeout of the host.',
    )
    .meta({ examples: [5] }),
})

export default defineTask({
  summary: 'Waits until the host can be reached and can run commands.',
  example: `- wait_for_connection:
    delay: 10
    timeout: 300
`,
  params,
  outputs: { elapsed: 'The number of seconds that the task waited.' },
  // The host may not be reachable yet: each attempt opens its own session.
  isLocal: true,
  action: 'once',
  check: async () => pending('the host to be reachable'),
  mayChange: () => [],
  apply: async ({ params, reconnect, progress }) => {
    const began = Date.now()
    const elapsed = (): number => Math.floor((Date.now() - began) / 1000)
    if (params.delay > 0) progress?.({ waitsFor: 'the time before the first attempt', limit: params.delay })
    await setTimeout(params.delay * 1000)
    try {
      await reconnect({
        milliseconds: params.timeout * 1000,
        pause: params.sleep * 1000,
        ...(params.connect_timeout === undefined ? {} : { connectTimeout: params.connect_timeout }),
        what: 'the host to be reachable',
        until: host => host.ask(RUNS_COMMANDS),
      })
    } catch (error) {
      if (!(error instanceof TaskError)) throw error
      const { message, hint } = error
      throw new TaskError(message, { hint, outputs: { elapsed: elapsed() }, cause: error })
    }
    return { elapsed: elapsed() }
  },
})

const RUNS_COMMANDS = probe({ title: 'whether it runs commands', script: sh`:`, parse: () => true })
