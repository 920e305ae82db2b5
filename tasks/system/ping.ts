/**
 * Connects to the host and has its shell answer.
 *
 *     - ping:
 */
import { defineTask, inSync, probe, sh, TaskError, text, z } from '../../src/authoring/task.ts'

const answered = probe({ title: 'ping', script: sh`:`, parse: () => true })

export default defineTask({
  summary: 'Checks that the host can be reached and that its shell answers. Changes nothing.',
  example: `- ping:
    data: pong
`,
  params: z.strictObject({
    data: text()
      .default('pong')
      .describe('Value of `ping` in the result. `crash` makes the task fail.')
      .meta({ examples: ['pong'] }),
  }),
  outputs: { ping: 'The value of `data`.' },
  check: async ({ host, params }) => {
    await host.ask(answered)
    if (params.data === 'crash') throw new TaskError('boom', { hint: '`data: crash` makes the task fail' })
    return inSync({ ping: params.data })
  },
})
