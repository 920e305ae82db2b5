/**
 * Installs, upgrades, links or removes packages with Homebrew.
 *
 *     - homebrew: { name: [wget, jq], state: present }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyHomebrew,
  checkHomebrew,
  fetchesOnly,
  HOMEBREW_OUTPUTS,
  homebrewParams,
  homebrewRequest,
} from '../../src/built-in/packages.ts'

export default defineTask({
  summary: 'Installs, upgrades, links or removes packages with Homebrew.',
  example: `- homebrew:
    name: [wget, jq]
    state: present
`,
  params: homebrewParams,
  aliases: {
    formula: 'name',
    package: 'name',
    pkg: 'name',
    options: 'install_options',
    upgrade: 'upgrade_all',
  },
  outputs: HOMEBREW_OUTPUTS,
  // Updating Homebrew leaves no state that a check could read.
  action: params => (fetchesOnly(homebrewRequest(params)) ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => checkHomebrew(context, homebrewRequest(context.params)),
  mayChange: ({ params }) => params.name.map(name => ({ resource: `package:${name}` })),
  apply: async ({ host, plan, params }) => applyHomebrew(host, plan, homebrewRequest(params)),
})
