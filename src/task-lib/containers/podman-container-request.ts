import type { TaskContext } from '../../authoring/define.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { ReadHost } from '../../remote/host.ts'
import { readEnvironment } from './container-environment.ts'
import type { ContainerRequest } from './container-plan.ts'
import type { PodmanContainerParams } from './podman-container-params.ts'
import type { ContainerProgram } from './program.ts'
import type { Healthcheck, WantedContainer } from './wanted-container.ts'

/** Matches values of `network` that are modes and not names of networks. */
const MODE = /^(host|none|bridge|private|slirp4netns|pasta|container:|ns:)/

/** Returns the command line that starts podman for a task. */
export function podmanProgram({
  params,
  environment,
}: Pick<TaskContext<{ readonly executable: string }>, 'params' | 'environment'>): ContainerProgram {
  return { name: 'podman', words: [params.executable], environment }
}

/** Returns the wanted container. Throws TaskError if a file with environment variables does not exist. */
export async function podmanContainerRequest(
  host: ReadHost,
  params: PodmanContainerParams,
): Promise<ContainerRequest> {
  return {
    state: params.state,
    wanted: await wantedContainer(host, params),
    pull: params.pull,
    isRestarted: params.force_restart,
    isRecreated: params.recreate,
  }
}

async function wantedContainer(host: ReadHost, params: PodmanContainerParams): Promise<WantedContainer> {
  const { name, image, command, entrypoint, volume = [], mount = [], log_opt } = params
  const { env, restart_policy: restart, secrets: secret } = params
  const networks = networksOf(params)
  // podman discards the ports of a container without a network of its own.
  const hasPorts = !/^(none|host|container:)/.test(networks?.mode ?? '')
  return {
    ...{ name, image, networks },
    // A setting that was removed from the task is reset to its default.
    isWhole: true,
    comparison: () => 'strict',
    settings: {
      ...params,
      ...{ restart, secret },
      ...(hasPorts ? {} : { publish: undefined, expose: undefined }),
      env: await readEnvironment(host, params.env_file ?? [], env),
      command: command === undefined && entrypoint === undefined ? undefined : { command, entrypoint },
      volume:
        params.volume === undefined && params.mount === undefined
          ? undefined
          : { volumes: volume, mounts: mount },
      log_opt:
        log_opt && omitUndefined({ path: log_opt.path, 'max-size': log_opt.max_size, tag: log_opt.tag }),
      healthcheck: healthcheckOf(params),
    },
  }
}

function networksOf({
  network,
  network_aliases: aliases,
  ip,
}: PodmanContainerParams): WantedContainer['networks'] {
  const [first, ...others] = network ?? []
  if (first === undefined) {
    if (aliases === undefined && ip === undefined) return undefined
    return { names: [{ name: 'podman', aliases, ipv4_address: ip }] }
  }
  if (others.length === 0 && MODE.test(first) && aliases === undefined && ip === undefined)
    return { mode: first }
  const names = [first, ...others].map(name => ({ name, aliases }))
  return { names: names.map((each, nth) => (nth === 0 ? { ...each, ipv4_address: ip } : each)) }
}

function healthcheckOf(params: PodmanContainerParams): Healthcheck | undefined {
  if (params.healthcheck === undefined) return undefined
  return {
    test: params.healthcheck === 'none' ? ['NONE'] : params.healthcheck,
    interval: params.healthcheck_interval,
    timeout: params.healthcheck_timeout,
    start_period: params.healthcheck_start_period,
    retries: params.healthcheck_retries,
  }
}
