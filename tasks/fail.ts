/**
 * A failure on purpose.
 *
 *     - fail: { msg: "this is not a database host" }
 *       when: '!("db" in group_names)'
 */
import { defineTask, TaskError, text, z } from '../src/task.ts'

const params = z.strictObject({
  msg: text()
    .default('Failed as requested from task')
    .describe('Why.')
    .meta({ examples: ['this is not a database host'] }),
})

export default defineTask({
  summary: 'Fails, and says why.',
  example: `- fail:
    msg: this is not a database host
`,
  params,
  bare: 'msg',
  isLocal: true,
  check: async ({ params }) => {
    throw new TaskError(params.msg)
  },
})
