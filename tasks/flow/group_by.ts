/**
 * A group of the hosts for which a value is the same, for the rest of the run.
 *
 *     - group_by:
 *         key: "os_{{distribution}}"
 */
import { defineTask, inSync, oneOrMore, text, z } from '../../src/authoring/task.ts'
import { groupAddition } from '../../src/built-in/params.ts'

const params = z.strictObject({
  key: text()
    .describe(
      'The name of the group. It usually contains a value of the host. If the group does not exist, it is created.',
    )
    .meta({ examples: ['os_{{distribution}}'] }),
  parents: oneOrMore(text())
    .default(['all'])
    .describe('Parent groups of the group. Those that do not exist are created.')
    .meta({ examples: ['all', ['linux', 'managed']] }),
})

export default defineTask({
  summary: 'Adds the host to a group for the rest of the run. Later plays can use that group.',
  example: `- group_by:
    key: "os_{{distribution}}"
`,
  params,
  outputs: {
    add_group: 'The name of the group, with dashes in place of spaces.',
    parent_groups: 'The names of the groups that contain it, as a list.',
  },
  isLocal: true,
  check: async ({ params }) => {
    const inventory = groupAddition(params)
    return inSync({ add_group: inventory.group, parent_groups: inventory.parents }, { inventory })
  },
})
