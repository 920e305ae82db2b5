/**
 * The installed packages of the host, as the fact `packages`.
 *
 *     - package_facts:
 *     - debug: { msg: "{{ansible_facts.packages.curl.[0].version}}" }
 *       when: '"curl" in ansible_facts.packages'
 */
import { defineTask, inSync, oneOrMore, TaskError, z } from '../../src/authoring/task.ts'
import { installedPackages, LISTED_MANAGERS, type ListedManager } from '../../src/built-in/host.ts'

const params = z.strictObject({
  manager: oneOrMore(z.enum(['auto', ...LISTED_MANAGERS]))
    .default(['auto'])
    .describe('The package managers; `auto` means all of them.')
    .meta({ examples: [['apt'], 'auto'] }),
  strategy: z
    .enum(['first', 'all'])
    .default('first')
    .describe(
      'Whether to list the packages of the first package manager that the host has, or of all of them.',
    )
    .meta({ examples: ['all'] }),
})

export default defineTask({
  summary: 'Gathers the installed packages as the fact `packages`: a map from names to lists of versions.',
  example: `- package_facts:
`,
  params,
  outputs: {
    ansible_facts:
      'A map with the fact `packages`, which is a map from names to lists of maps with `name`, `version`, `source` (the package manager) and other fields of that package manager.',
  },
  check: async ({ host, params: { manager, strategy } }) => {
    const managers = manager.flatMap(each => (each === 'auto' ? LISTED_MANAGERS : [each as ListedManager]))
    const found = await host.ask(installedPackages([...new Set(managers)], strategy === 'first'))
    if (found === null)
      throw new TaskError(`the host has none of the package managers ${managers.join(', ')}`)
    const packages: Record<string, typeof found> = Object.create(null)
    for (const each of found) packages[each.name] = [...(packages[each.name] ?? []), each]
    return inSync({ ansible_facts: { packages } }, { variables: { packages } })
  },
})
