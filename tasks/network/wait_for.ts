/**
 * A wait until a port answers, a file is there, or either is gone.
 *
 *     - wait_for: { host: 127.0.0.1, port: 2379, timeout: 60 }
 */
import { setTimeout } from 'node:timers/promises'
import { defineTask, inSync, number, pending, TaskError, text, z } from '../../src/authoring/task.ts'
import { type Condition, conditionHolds } from '../../src/built-in.ts'

const params = z
  .strictObject({
    host: text()
      .default('127.0.0.1')
      .describe('Where the port is, as the host sees it.')
      .meta({ examples: ['10.0.0.1'] }),
    port: number()
      .optional()
      .describe('The TCP port.')
      .meta({ examples: [2379] }),
    path: text()
      .optional()
      .describe('A file on the host.')
      .meta({ examples: ['/run/app.pid'] }),
    search_regex: text()
      .optional()
      .describe('An extended regular expression that a line of the file must match.')
      .meta({ examples: ['^ready'] }),
    state: z
      .enum(['started', 'present', 'stopped', 'absent', 'drained'])
      .default('started')
      .describe(
        '`started` and `present`: it is there; `stopped` and `absent`: it is not; `drained`: no connection to the port is left.',
      )
      .meta({ examples: ['stopped'] }),
    timeout: number()
      .default(300)
      .describe('Seconds until the wait fails.')
      .meta({ examples: [60] }),
    connect_timeout: number()
      .default(5)
      .describe('Seconds until one attempt at the port counts as no answer.')
      .meta({ examples: [2] }),
    delay: number()
      .default(0)
      .describe('Seconds to wait before looking at all.')
      .meta({ examples: [10] }),
    sleep: number()
      .default(1)
      .describe('Seconds between looks.')
      .meta({ examples: [5] }),
    msg: text()
      .optional()
      .describe('What to say when it fails.')
      .meta({ examples: ['the application did not come up'] }),
  })
  .refine(({ port, path }) => port === undefined || path === undefined, {
    path: ['port'],
    message: 'expected one of `port` and `path`',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Waits until a port answers or a file is there, or until they are gone.',
  example: `- wait_for:
    host: 127.0.0.1
    port: 2379
    timeout: 60
`,
  params,
  readsExternalState: true,
  action: 'once',
  check: async ({ host, params }) => {
    const condition = conditionOf(params)
    if (params.delay === 0 && condition !== undefined && (await host.ask(conditionHolds(condition))))
      return inSync({ elapsed: 0 })
    return pending(condition?.title ?? `${params.timeout} seconds to pass`)
  },
  mayChange: () => [],
  apply: async ({ host, params }) => {
    const began = Date.now()
    await setTimeout(params.delay * 1000)
    const condition = conditionOf(params)
    if (condition === undefined) {
      await setTimeout(params.timeout * 1000)
      return { elapsed: params.timeout }
    }
    while (!(await host.ask(conditionHolds(condition)))) {
      const elapsed = Math.round((Date.now() - began) / 1000)
      if (elapsed >= params.timeout) {
        throw new TaskError(params.msg ?? `timed out after ${elapsed} s waiting for ${condition.title}`, {
          outputs: { elapsed },
        })
      }
      await setTimeout(params.sleep * 1000)
    }
    return { elapsed: Math.round((Date.now() - began) / 1000) }
  },
})

function conditionOf({
  host,
  port,
  path,
  search_regex,
  state,
  connect_timeout,
}: Params): Condition | undefined {
  const isGone = state === 'stopped' || state === 'absent'
  if (path !== undefined) {
    const title = `${path}${search_regex === undefined ? '' : ` with a line like ${search_regex}`} to be ${isGone ? 'gone' : 'there'}`
    return {
      kind: 'file',
      title,
      path,
      isGone,
      ...(search_regex === undefined ? {} : { pattern: search_regex }),
    }
  }
  if (port === undefined) return undefined
  if (state === 'drained') return { kind: 'drained', title: `the connections to port ${port} to end`, port }
  return {
    kind: 'port',
    title: `port ${port} of ${host} to ${isGone ? 'close' : 'open'}`,
    host,
    port,
    seconds: connect_timeout,
    isGone,
  }
}
