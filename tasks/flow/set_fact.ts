/**
 * Variables of the host for the rest of the run.
 *
 *     - set_fact:
 *         leader: "{{groups.etcd.[0]}}"
 */
import { defineTask, flag, inSync, orUnknown, TaskError, z } from '../../src/authoring/task.ts'

const params = z
  .looseObject({
    cacheable: flag()
      .default(false)
      .describe(
        'Also set the variables as facts, which `ansible_facts` contains until `meta: clear_facts`. They are not kept for other runs.',
      )
      .meta({ examples: [true] }),
  })
  .meta({ hasFlagsInText: true, keepsFloats: true })

export default defineTask({
  summary: 'Sets variables of the host for the rest of the run.',
  example: `- set_fact:
    leader: "{{groups.etcd.[0]}}"
`,
  params,
  outputs: {
    ansible_facts: 'The variables of the task, as a map.',
  },
  isLocal: true,
  check: async ({ params }) => {
    const names = Object.keys(params).filter(name => name !== 'cacheable')
    if (names.length === 0)
      throw new TaskError('No key/value pairs provided, at least one is required for this action to succeed')
    const wrong = names.find(name => !/^[A-Za-z_]\w*$/.test(name))
    if (wrong !== undefined) {
      throw new TaskError(
        `The variable name '${wrong}' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.`,
      )
    }
    const variables = Object.fromEntries(names.map(name => [name, orUnknown(() => params[name])]))
    return inSync({ ansible_facts: variables }, { variables, areFacts: params.cacheable })
  },
})
