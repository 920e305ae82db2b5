/**
 * A container of docker: created, running, stopped or removed.
 *
 *     - docker_container:
 *         name: web
 *         image: nginx:1.25
 *         published_ports: [127.0.0.1:8080:80]
 */
import { defineTask, orUnknown } from '../../src/authoring/task.ts'
import {
  applyContainer,
  CONTAINER_OUTPUTS,
  checkContainer,
  DOCKER_ALIASES,
  DOCKER_UNSUPPORTED,
  dockerContainerParams,
  dockerContainerRequest,
  dockerProgram,
  shownContainer,
} from '../../src/built-in/containers.ts'

const NOT_COMPARED = 'write it in `cmd_args`, as an option of `docker create`'

export default defineTask({
  summary: 'Creates, starts, stops or removes a container with docker.',
  example: `- docker_container:
    name: web
    image: nginx:1.25
    published_ports: [127.0.0.1:8080:80]
`,
  params: dockerContainerParams,
  aliases: {
    ...{ ports: 'published_ports', exposed: 'exposed_ports', expose: 'exposed_ports' },
    ...{ log_opt: 'log_options', forcekill: 'force_kill' },
    ...DOCKER_ALIASES,
  },
  outputs: CONTAINER_OUTPUTS,
  unsupported: {
    ...DOCKER_UNSUPPORTED,
    cleanup: 'remove it; it belongs to `detach: false`',
    command_handling: 'remove it; a list is taken word by word, a line is split as a shell would',
    container_default_behavior: 'remove it, and set what is to be compared',
    default_host_ip: 'write the address in `published_ports`',
    device_read_bps: NOT_COMPARED,
    device_read_iops: NOT_COMPARED,
    device_requests: NOT_COMPARED,
    device_write_bps: NOT_COMPARED,
    device_write_iops: NOT_COMPARED,
    ignore_image: 'use `comparisons: { image: ignore }`',
    image_comparison: 'remove it; values of an image are those of the image that is asked for',
    image_label_mismatch: 'remove it; labels of the image are never a difference',
    image_name_mismatch: 'remove it; images are compared by their id',
    kernel_memory: NOT_COMPARED,
    kill_signal: 'use `stop_signal`',
    links: 'use `networks`, in which containers find each other by name',
    mac_address: NOT_COMPARED,
    memory_swappiness: NOT_COMPARED,
    networks_cli_compatible: 'remove it; a container is in just the networks of `networks`',
    output_logs: 'remove it; it belongs to `detach: false`',
    platform: NOT_COMPARED,
    purge_networks: 'use `comparisons: { networks: strict }`',
    removal_wait_timeout: 'remove it; docker waits until a container is removed',
    storage_opts: NOT_COMPARED,
    volume_driver: 'use `docker_volume`',
  },
  // Something that is done in every run leaves no state by which a check could see that it was done.
  action: ({ restart, recreate }) => (restart || recreate ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => {
    const { host, params } = context
    return checkContainer(context, dockerProgram(context), await dockerContainerRequest(host, params))
  },
  mayChange: ({ params }) => {
    const name = orUnknown(() => params.name)
    return typeof name === 'string' ? [{ resource: `docker_container:${name}` }] : undefined
  },
  apply: async context => {
    const { host, params, plan } = context
    const program = dockerProgram(context)
    const { wanted } = await dockerContainerRequest(host, params)
    await applyContainer(host, program, wanted, plan.data, {
      isKilled: params.force_kill,
      removesVolumes: !params.keep_volumes,
      stopTimeout: params.stop_timeout,
      createWords: params.cmd_args ?? [],
    })
    return { container: await shownContainer(context, program, params.name) }
  },
})
