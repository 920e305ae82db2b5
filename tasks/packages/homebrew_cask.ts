/**
 * Installs, upgrades or removes casks with Homebrew.
 *
 *     - homebrew_cask: { name: firefox, state: latest }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyHomebrew,
  checkHomebrew,
  fetchesOnly,
  HOMEBREW_OUTPUTS,
  homebrewCaskParams,
  homebrewCaskRequest,
} from '../../src/built-in/packages.ts'

export default defineTask({
  summary: 'Installs, upgrades or removes casks with Homebrew.',
  example: `- homebrew_cask:
    name: firefox
    state: latest
`,
  params: homebrewCaskParams,
  aliases: { cask: 'name', package: 'name', pkg: 'name', options: 'install_options', upgrade: 'upgrade_all' },
  outputs: HOMEBREW_OUTPUTS,
  unsupported: {
    accept_external_apps: 'use `install_options: adopt`: brew then takes over an app that is already there',
    sudo_password: 'allow the account to run `sudo` without a password for the time of the installation',
  },
  // Updating Homebrew leaves no state that a check could read.
  action: params => (fetchesOnly(homebrewCaskRequest(params)) ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => checkHomebrew(context, homebrewCaskRequest(context.params)),
  mayChange: ({ params }) => params.name.map(name => ({ resource: `package:${name}` })),
  apply: async ({ host, plan, params }) => applyHomebrew(host, plan, homebrewCaskRequest(params)),
})
