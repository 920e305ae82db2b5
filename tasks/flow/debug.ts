/**
 * A message in the output of the run.
 *
 *     - debug: { msg: "the leader is {{groups.etcd.[0]}}" }
 */
import { defineTask, expression, inSync, number, orUnknown, Unknown, z } from '../../src/authoring/task.ts'
import { floatJson } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    msg: z
      .unknown()
      .optional()
      .describe('The message to print. A list or map is printed as JSON.')
      .meta({ examples: ['Hello {{inventory_hostname}}'] }),
    var: expression()
      .optional()
      .describe('An expression to print with its value.')
      .meta({ expression: true, missing: 'VARIABLE IS NOT DEFINED!', examples: ['groups.etcd'] }),
    verbosity: number()
      .default(0)
      .describe('The minimum number of `-v` options at which the message is printed.')
      .meta({ examples: [1] }),
  })
  .refine(params => params.msg === undefined || params.var === undefined, {
    path: ['msg'],
    message: 'expected one of `msg` and `var`',
    params: { ansibleMessage: "'msg' and 'var' are incompatible options" },
  })
  .meta({ keepsFloats: true })

export default defineTask({
  summary: 'Prints a message, or the value of an expression.',
  example: `- debug:
    msg: "the leader is {{groups.etcd.[0]}}"
`,
  params,
  shorthand: 'msg',
  outputs: {
    skipped_reason: 'Why nothing was printed; only if `verbosity` is higher than the verbosity of the run.',
  },
  isLocal: true,
  check: async ({ params, project }) => {
    if (params.verbosity > 0) {
      const variables = await project.variables(['ansible_verbosity'])
      if (Number(variables.get('ansible_verbosity')) < params.verbosity)
        return inSync({ skipped_reason: NOT_REACHED }, { skipped: NOT_REACHED })
    }
    const asked = orUnknown(() => params.var)
    if (asked instanceof Unknown) return inSync({}, { message: shown(asked) })
    if (asked)
      return inSync({ [asked.text]: asked.value }, { message: `${asked.text}: ${shown(asked.value)}` })
    const given = orUnknown(() => params.msg)
    const value = given === undefined ? 'Hello world!' : given
    return inSync({ msg: value }, { message: shown(value) })
  },
})

/** Ansible's message for a task with a higher verbosity. */
const NOT_REACHED = 'Verbosity threshold not met.'

function shown(value: unknown): string {
  if (value instanceof Unknown) return `known after apply: depends on ${value.reason}`
  return typeof value === 'string' ? value : floatJson(value, 2)
}
