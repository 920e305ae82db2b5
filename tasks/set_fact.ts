/**
 * Variables for the host, from here on.
 *
 *     - set_fact:
 *         leader: "{{groups.etcd.[0]}}"
 */
import { defineTask, inSync, z } from '../src/task.ts'

const params = z.looseObject({
  cacheable: z
    .unknown()
    .optional()
    .describe('Accepted for Ansible playbooks; variables last for the run.')
    .meta({ examples: [true] }),
})

export default defineTask({
  summary: 'Sets variables of the host for the rest of the run.',
  example: `- set_fact:
    leader: "{{groups.etcd.[0]}}"
`,
  params,
  isLocal: true,
  check: async ({ params: { cacheable: _cacheable, ...variables } }) =>
    inSync({ ansible_facts: variables }, { variables }),
})
