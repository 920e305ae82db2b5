/**
 * Installs, upgrades or removes packages of Alpine Linux.
 *
 *     - apk: { name: [git, curl], state: present }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  apk,
  apkParams,
  applyPackages,
  checkPackages,
  fetchesOnly,
  packageRequest,
} from '../../src/built-in/packages.ts'

export default defineTask({
  summary: 'Installs, upgrades or removes packages of Alpine Linux with apk.',
  example: `- apk:
    name: [git, curl]
    state: present
`,
  params: apkParams,
  aliases: { pkg: 'name' },
  outputs: {},
  // Fetching the lists leaves no state that a check could read.
  action: params => (fetchesOnly(packageRequest(params)) ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => checkPackages(context, apk(context.params), packageRequest(context.params)),
  mayChange: ({ params }) => params.name.map(name => ({ resource: `package:${name}` })),
  apply: async ({ host, plan }) => applyPackages(host, plan.data),
})
