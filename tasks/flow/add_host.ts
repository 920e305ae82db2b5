/**
 * A host that is in the inventory for the rest of the run.
 *
 *     - add_host:
 *         name: web9
 *         groups: [web]
 *         ansible_host: 192.0.2.9
 */
import { defineTask, inSync, text, z } from '../../src/authoring/task.ts'
import { hostAddition } from '../../src/built-in/params.ts'
import { commaList } from '../../src/built-in/text.ts'

const params = z
  .looseObject({
    name: text()
      .describe(
        'The name of the host, optionally with a port. If the inventory already contains the host, the groups and variables are added to it.',
      )
      .meta({ examples: ['web9', 'web9:2222'] }),
    groups: commaList(text())
      .transform(names => names.filter(name => name !== ''))
      .default([])
      .describe('Groups of the host, as a list or separated by commas. Groups that do not exist are created.')
      .meta({ examples: [['web', 'staging']] }),
  })
  .meta({ keepsFloats: true })

export default defineTask({
  summary:
    'Adds a host to the inventory for the rest of the run. The task runs once for all hosts. All other params become variables of the new host.',
  example: `- add_host:
    name: web9
    groups: [web]
    ansible_host: 192.0.2.9
`,
  params,
  aliases: { host: 'name', hostname: 'name', group: 'groups', groupname: 'groups' },
  outputs: {
    add_host:
      'What was added to the inventory, as a map with `host_name`, `groups` (a list) and `host_vars` (a map).',
  },
  isLocal: true,
  isOncePerPlay: true,
  check: async ({ params }) => {
    const inventory = hostAddition(params)
    const { host: host_name, groups, variables: host_vars } = inventory
    return inSync({ add_host: { host_name, groups, host_vars } }, { inventory })
  },
})
