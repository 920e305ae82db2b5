/**
 * Conditions that must be true.
 *
 *     - assert:
 *         that:
 *           - size(groups.etcd) % 2 == 1
 *         fail_msg: an etcd cluster has an odd number of members
 */
import {
  defineTask,
  type Evaluated,
  expression,
  flag,
  inSync,
  orUnknown,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import { conditionFault, parseFlag } from '../../src/built-in/params.ts'

const params = z.strictObject({
  that: z
    .union([expression(), z.array(expression())])
    .describe('Expressions that must all be true.')
    .meta({ expression: true, isCondition: true, examples: [['size(groups.etcd) % 2 == 1']] }),
  fail_msg: text()
    .optional()
    .describe('The error message if one of them is false.')
    .meta({ examples: ['an etcd cluster has an odd number of members'] }),
  success_msg: text()
    .optional()
    .describe('The message if all of them are true.')
    .meta({ examples: ['the cluster can have a quorum'] }),
  quiet: flag()
    .default(false)
    .describe('Do not print a message if all of them are true.')
    .meta({ examples: [true] }),
})

export default defineTask({
  summary: 'Evaluates conditions, and fails if one of them is false.',
  example: `- assert:
    that:
      - size(groups.etcd) % 2 == 1
    fail_msg: an etcd cluster has an odd number of members
`,
  params,
  aliases: { msg: 'fail_msg' },
  outputs: {
    assertion: 'The condition that is false; only if the task failed.',
    evaluated_to: 'False; only if the task failed.',
  },
  isLocal: true,
  check: async ({ params }) => {
    const all = (Array.isArray(params.that) ? params.that : [params.that]) as Evaluated[]
    for (const { text, value } of all) {
      const answer = parseFlag(value)
      if (answer === undefined) {
        const { message, hint } = conditionFault(text, value)
        throw new TaskError(message, { hint })
      }
      const why = orUnknown(() => params.fail_msg)
      if (!answer)
        throw new TaskError(typeof why === 'string' ? why : `\`${text}\` is false`, {
          outputs: {
            msg: typeof why === 'string' ? why : 'Assertion failed',
            assertion: text,
            evaluated_to: false,
          },
        })
    }
    const successMessage = orUnknown(() => params.success_msg)
    const message =
      successMessage === undefined || successMessage instanceof Unknown
        ? 'all conditions are true'
        : successMessage
    return inSync(
      { msg: successMessage ?? 'All assertions passed' },
      orUnknown(() => params.quiet) === true ? {} : { message },
    )
  },
})
