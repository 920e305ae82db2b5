/**
 * An intentional failure.
 *
 *     - fail: { msg: "this is not a database host" }
 *       when: '!("db" in group_names)'
 */
import { defineTask, orUnknown, TaskError, text, Unknown, z } from '../../src/authoring/task.ts'

const params = z.strictObject({
  msg: text()
    .default('Failed as requested from task')
    .describe('The error message.')
    .meta({ examples: ['this is not a database host'] }),
})

export default defineTask({
  summary: 'Fails with an error message.',
  example: `- fail:
    msg: this is not a database host
`,
  params,
  shorthand: 'msg',
  outputs: {},
  isLocal: true,
  check: async ({ params }) => {
    const msg = orUnknown(() => params.msg)
    throw new TaskError(
      msg instanceof Unknown ? `fails with an unknown message: depends on ${msg.reason}` : msg,
    )
  },
})
