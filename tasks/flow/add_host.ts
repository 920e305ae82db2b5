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

const params = z.looseObject({
  name: text()
    .describe(
      'The host, maybe with a port. If it is in the inventory already, it gets the groups and variables too.',
    )
    .meta({ examples: ['web9', 'web9:2222'] }),
  groups: commaList(text())
    .transform(names => names.filter(name => name !== ''))
    .default([])
    .describe('Its groups, as a list or with commas between them. A group that does not exist is created.')
    .meta({ examples: [['web', 'staging']] }),
})

export default defineTask({
  summary:
    'Adds a host to the inventory for the rest of the run, once for all hosts; other params are its variables.',
  example: `- add_host:
    name: web9
    groups: [web]
    ansible_host: 192.0.2.9
`,
  params,
  aliases: { host: 'name', hostname: 'name', group: 'groups', groupname: 'groups' },
  isLocal: true,
  isOncePerPlay: true,
  check: async ({ params }) => {
    const inventory = hostAddition(params)
    const { host: host_name, groups, variables: host_vars } = inventory
    return inSync({ add_host: { host_name, groups, host_vars } }, { inventory })
  },
})
