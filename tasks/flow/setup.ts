/**
 * The facts of the host, gathered again.
 *
 *     - setup:
 */
import { defineTask, inSync, number, text, z } from '../../src/authoring/task.ts'
import { commaList } from '../../src/built-in/text.ts'

const params = z.strictObject({
  filter: commaList(text())
    .default([])
    .describe(
      'Patterns with wildcards for the facts to return in the result. All facts are gathered in any case.',
    )
    .meta({ examples: [['ansible_distribution*', 'ansible_default_ipv4']] }),
  gather_subset: commaList(text())
    .default([])
    .describe('Accepted for Ansible playbooks. All facts are always gathered, in one request.')
    .meta({ examples: [['!all', 'network']] }),
  gather_timeout: number()
    .optional()
    .describe('Accepted for Ansible playbooks. Use the keyword `timeout` instead.')
    .meta({ examples: [10] }),
})

export default defineTask({
  summary: 'Gathers the facts of the host now, even if they were gathered before.',
  example: `- setup:
`,
  params,
  outputs: {
    ansible_facts: 'The facts of the host, as a map; with `filter`, only those that match it.',
  },
  unsupported: {
    fact_path: 'remove it; read files and the output of programs with `probe`',
  },
  isLocal: true,
  check: async ({ params: { filter } }) => inSync({}, { facts: { filter } }),
})
