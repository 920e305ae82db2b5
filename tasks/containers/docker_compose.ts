/**
 * The containers of a project of docker compose.
 *
 *     - docker_compose: { project_src: /srv/shop, remove_orphans: true }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  checkCompose,
  composeScript,
  DOCKER_ALIASES,
  DOCKER_UNSUPPORTED,
  dockerComposeParams,
  dockerProgram,
  runContainerScript,
} from '../../src/built-in/containers.ts'

export default defineTask({
  summary: 'Creates, starts, stops or removes the containers of a project with docker compose.',
  example: `- docker_compose:
    project_src: /srv/shop
    remove_orphans: true
`,
  params: dockerComposeParams,
  aliases: DOCKER_ALIASES,
  outputs: {
    services: 'An empty map; only with `state: absent`, if nothing of the project exists.',
  },
  unsupported: {
    api_version: DOCKER_UNSUPPORTED.api_version,
    debug: DOCKER_UNSUPPORTED.debug,
    hostname_check: 'use `tls_verify`',
    ssl_version: DOCKER_UNSUPPORTED.ssl_version,
    use_ssh_client: DOCKER_UNSUPPORTED.use_ssh_client,
  },
  readsExternalState: true,
  // Something that is done in every run leaves no state by which a check could see that it was done.
  action: ({ restarted, recreate, state }) =>
    state === 'present' && (restarted || recreate === 'always') ? 'repeatable' : undefined,
  isCheckedAgain: true,
  check: async context => checkCompose(context, dockerProgram(context)),
  apply: async context => {
    const { host, params, plan } = context
    for (const command of plan.data.commands) {
      const title = `docker compose ${command.join(' ')}`
      const script = composeScript(dockerProgram(context), params, command)
      await runContainerScript(host, script, { title, live: true })
    }
  },
})
