/**
 * A container of podman: created, running, stopped or removed.
 *
 *     - podman_container:
 *         name: web
 *         image: docker.io/library/nginx:1.25
 *         publish: [127.0.0.1:8080:80]
 */
import { defineTask, orUnknown } from '../../src/authoring/task.ts'
import {
  applyContainer,
  CONTAINER_OUTPUTS,
  checkContainer,
  podmanContainerParams,
  podmanContainerRequest,
  podmanProgram,
  shownContainer,
} from '../../src/built-in/containers.ts'

export default defineTask({
  summary: 'Creates, starts, stops or removes a container with podman.',
  example: `- podman_container:
    name: web
    image: docker.io/library/nginx:1.25
    publish: [127.0.0.1:8080:80]
`,
  params: podmanContainerParams,
  aliases: {
    ...{ capabilities: 'cap_add', devices: 'device', dns_servers: 'dns', dns_opts: 'dns_option' },
    ...{ dns_search_domains: 'dns_search', etc_hosts: 'add_host', add_hosts: 'add_host', exposed: 'expose' },
    ...{ exposed_ports: 'expose', restart: 'force_restart', groups: 'group_add', ipc_mode: 'ipc' },
    ...{ labels: 'label', log_options: 'log_opt', mounts: 'mount', net: 'network', network_mode: 'network' },
    ...{ pid_mode: 'pid', ports: 'publish', published: 'publish', published_ports: 'publish' },
    ...{ remove: 'rm', auto_remove: 'rm', ulimits: 'ulimit', userns_mode: 'userns', volumes: 'volume' },
    ...{ working_dir: 'workdir' },
  },
  outputs: CONTAINER_OUTPUTS,
  unsupported: {
    debug: 'remove it; `-vv` shows the commands',
    generate_systemd: 'write the unit with `systemd_unit`',
    image_strict: 'remove it; images are always compared by their id',
  },
  // Something that is done in every run leaves no state by which a check could see that it was done.
  action: ({ force_restart, recreate }) => (force_restart || recreate ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => {
    const { host, params } = context
    return checkContainer(context, podmanProgram(context), await podmanContainerRequest(host, params))
  },
  mayChange: ({ params }) => {
    const name = orUnknown(() => params.name)
    return typeof name === 'string' ? [{ resource: `podman_container:${name}` }] : undefined
  },
  apply: async context => {
    const { host, params, plan } = context
    const program = podmanProgram(context)
    const { wanted } = await podmanContainerRequest(host, params)
    await applyContainer(host, program, wanted, plan.data, {
      ...{ isKilled: false, removesVolumes: false },
      stopTimeout: params.stop_timeout,
      createWords: params.cmd_args ?? [],
    })
    return { container: await shownContainer(context, program, params.name) }
  },
})
