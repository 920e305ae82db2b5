/**
 * Installs, upgrades or removes packages of openSUSE and SUSE Linux.
 *
 *     - zypper: { name: [git, curl], state: present }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyPackages,
  checkPackages,
  fetchesOnly,
  zypper,
  zypperParams,
  zypperRequest,
} from '../../src/built-in/packages.ts'

export default defineTask({
  summary: 'Installs, upgrades or removes packages of openSUSE and SUSE Linux with zypper.',
  example: `- zypper:
    name: [git, curl]
    state: present
`,
  params: zypperParams,
  aliases: { pkg: 'name', refresh: 'update_cache' },
  outputs: {},
  // Fetching the lists leaves no state that a check could read.
  action: params => (fetchesOnly(zypperRequest(params)) ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => checkPackages(context, zypper(context.params), zypperRequest(context.params)),
  mayChange: ({ params }) => params.name.map(name => ({ resource: `package:${name}` })),
  apply: async ({ host, plan }) => applyPackages(host, plan.data),
})
