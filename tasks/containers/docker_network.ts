/**
 * A network of docker, and the containers in it.
 *
 *     - docker_network: { name: backend, connected: [web, db], appends: true }
 */
import { defineTask, plan } from '../../src/authoring/task.ts'
import {
  applyNetwork,
  checkObject,
  DOCKER_ALIASES,
  DOCKER_UNSUPPORTED,
  dockerNetworkParams,
  dockerNetworkRequest,
  dockerNetworkSettings,
  dockerProgram,
  memberChange,
  memberSteps,
  NETWORK_OUTPUTS,
  networkCreateWords,
  networkMembers,
} from '../../src/built-in/containers.ts'

export default defineTask({
  summary: 'Creates or removes a network with docker, and connects containers to it or disconnects them.',
  example: `- docker_network:
    name: backend
    connected: [web, db]
    appends: true
`,
  params: dockerNetworkParams,
  aliases: {
    ...{ network_name: 'name', containers: 'connected', incremental: 'appends' },
    ...DOCKER_ALIASES,
  },
  outputs: NETWORK_OUTPUTS,
  unsupported: DOCKER_UNSUPPORTED,
  // Recreating a network in every run leaves no state by which a check could see that it was done.
  action: ({ force, state }) => (force && state === 'present' ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => {
    const { name, state, force: isRecreated, connected, appends } = context.params
    const program = dockerProgram(context)
    const settings = dockerNetworkSettings(context.params)
    const request = dockerNetworkRequest(settings, { name, state, onDifference: 'recreate', isRecreated })
    const result = await checkObject(context, program, request)
    if (state === 'absent' || connected === undefined) return result
    const found = await context.host.ask(networkMembers(program, name))
    const members = memberSteps(found, connected, appends)
    if (members.length === 0) return result
    const data = result.kind === 'plan' ? result.data : { isRemoved: false, isCreated: false }
    const changes = result.kind === 'plan' ? result.changes : []
    return plan([...changes, ...members.map(step => memberChange(program, step, name))], { ...data, members })
  },
  mayChange: ({ params }) => [{ resource: `docker_network:${params.name}` }],
  apply: async context => {
    const { name } = context.params
    const words = networkCreateWords(name, dockerNetworkSettings(context.params))
    await applyNetwork(
      context.host,
      dockerProgram(context),
      name,
      { members: [], ...context.plan.data },
      words,
    )
  },
})
