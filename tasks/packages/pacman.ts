/**
 * Installs, upgrades or removes packages of Arch Linux.
 *
 *     - pacman: { name: [git, curl], state: present }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyPackages,
  checkPackages,
  fetchesOnly,
  packageRequest,
  pacman,
  pacmanParams,
} from '../../src/built-in/packages.ts'

export default defineTask({
  summary: 'Installs, upgrades or removes packages of Arch Linux with pacman.',
  example: `- pacman:
    name: [git, curl]
    state: present
`,
  params: pacmanParams,
  aliases: { package: 'name', pkg: 'name' },
  outputs: {},
  unsupported: { reason_for: 'remove it; `reason` is that of new packages' },
  // Fetching the lists leaves no state that a check could read.
  action: params => (fetchesOnly(packageRequest(params)) ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => checkPackages(context, pacman(context.params), packageRequest(context.params)),
  mayChange: ({ params }) => params.name.map(name => ({ resource: `package:${name}` })),
  apply: async ({ host, plan }) => applyPackages(host, plan.data),
})
