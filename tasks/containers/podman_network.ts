/**
 * A network of podman.
 *
 *     - podman_network: { name: backend, subnet: 10.99.0.0/24, internal: true }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyNetwork,
  checkObject,
  NETWORK_OUTPUTS,
  networkCreateWords,
  podmanNetworkParams,
  podmanNetworkRequest,
  podmanNetworkSettings,
  podmanProgram,
} from '../../src/built-in/containers.ts'

export default defineTask({
  summary: 'Creates or removes a network with podman.',
  example: `- podman_network:
    name: backend
    subnet: 10.99.0.0/24
    internal: true
`,
  params: podmanNetworkParams,
  outputs: NETWORK_OUTPUTS,
  unsupported: {
    debug: 'remove it; `-vv` shows the commands',
    force: 'remove it; containers leave a network before it is removed',
    macvlan: 'use `driver: macvlan` and `opt: { parent: eth0 }`',
  },
  // Recreating a network in every run leaves no state by which a check could see that it was done.
  action: ({ recreate }) => (recreate ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => {
    const { name, state, recreate: isRecreated } = context.params
    const settings = podmanNetworkSettings(context.params)
    const request = podmanNetworkRequest(settings, { name, state, onDifference: 'recreate', isRecreated })
    return checkObject(context, podmanProgram(context), request)
  },
  mayChange: ({ params }) => [{ resource: `podman_network:${params.name}` }],
  apply: async context => {
    const { name } = context.params
    const words = networkCreateWords(name, podmanNetworkSettings(context.params))
    await applyNetwork(
      context.host,
      podmanProgram(context),
      name,
      { ...context.plan.data, members: [] },
      words,
    )
  },
})
