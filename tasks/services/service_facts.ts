/**
 * The services of the host, as the fact `services`.
 *
 *     - service_facts:
 *     - debug: { msg: "{{ansible_facts.services.[ssh.service].state}}" }
 */
import { defineTask, inSync, TaskError, z } from '../../src/authoring/task.ts'
import { allServices } from '../../src/built-in/host.ts'

export default defineTask({
  summary:
    'Gathers the services of the host as the fact `services`: a map from names to `name`, `state`, `status` and `source`.',
  example: `- service_facts:
`,
  params: z.strictObject({}),
  outputs: {
    ansible_facts:
      'A map with `services`: a map from the name of each service to its `name`, `state` and `source`, with systemd also `status`, and with OpenRC `runlevels`.',
  },
  check: async ({ host }) => {
    const found = await host.ask(allServices)
    if (found === null)
      throw new TaskError('the host has no systemd, no OpenRC and no `service` command that lists services')
    const services = Object.fromEntries(found.map(each => [each.name, each]))
    return inSync({ ansible_facts: { services } }, { variables: { services } })
  },
})
