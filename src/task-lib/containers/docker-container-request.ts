import type { ReadHost } from '../../remote/host.ts'
import { readEnvironment } from './container-environment.ts'
import type { ContainerRequest } from './container-plan.ts'
import { pairsOf } from './container-setting.ts'
import type { DockerContainerParams } from './docker-container-params.ts'
import type { Comparison, WantedContainer, WantedSettings } from './wanted-container.ts'

/** The params that correspond to a setting, for settings whose param has another name. */
const PARAMS: Readonly<Partial<Record<keyof WantedSettings, readonly string[]>>> = {
  add_host: ['etc_hosts'],
  cap_add: ['capabilities'],
  command: ['command', 'entrypoint'],
  device: ['devices'],
  dns: ['dns_servers'],
  dns_option: ['dns_opts'],
  dns_search: ['dns_search_domains'],
  env: ['env', 'env_file'],
  expose: ['exposed_ports', 'exposed', 'expose'],
  group_add: ['groups'],
  ipc: ['ipc_mode'],
  label: ['labels'],
  log_opt: ['log_options', 'log_opt'],
  oom_kill_disable: ['oom_killer'],
  pid: ['pid_mode'],
  publish: ['published_ports', 'ports'],
  publish_all: ['publish_all_ports'],
  restart: ['restart_policy', 'restart_retries'],
  rm: ['auto_remove'],
  security_opt: ['security_opts'],
  sysctl: ['sysctls'],
  ulimit: ['ulimits'],
  userns: ['userns_mode'],
  volume: ['volumes', 'mounts'],
  workdir: ['working_dir'],
}

/** Settings that are lists or maps and may by default have additional items. */
const WITH_MORE: ReadonlySet<string> = new Set<keyof WantedSettings | 'networks'>([
  ...(['add_host', 'annotation', 'cap_add', 'cap_drop', 'device', 'dns_option', 'env', 'expose'] as const),
  ...(['group_add', 'healthcheck', 'label', 'log_opt', 'networks', 'publish', 'security_opt'] as const),
  ...(['sysctl', 'ulimit', 'volume', 'volumes_from'] as const),
])

/** Returns the wanted container. Throws TaskError if a file with environment variables does not exist. */
export async function dockerContainerRequest(
  host: ReadHost,
  params: DockerContainerParams,
): Promise<ContainerRequest> {
  return {
    ...{ state: params.state, pull: params.pull, isPaused: params.paused },
    wanted: {
      ...{ name: params.name, image: params.image },
      networks: networksOf(params),
      // As in Ansible's module, settings that the task does not set may have any value.
      isWhole: false,
      comparison: setting => comparisonOf(params, setting),
      settings: await settingsOf(host, params),
    },
    isRestarted: params.restart,
    isRecreated: params.recreate,
  }
}

async function settingsOf(host: ReadHost, params: DockerContainerParams): Promise<WantedSettings> {
  const { command, entrypoint, volumes = [], mounts = [], restart_policy: policy } = params
  const retries = policy === 'on-failure' ? params.restart_retries : undefined
  return {
    ...params,
    ...{ add_host: params.etc_hosts, cap_add: params.capabilities, device: params.devices },
    ...{ dns: params.dns_servers, dns_option: params.dns_opts, dns_search: params.dns_search_domains },
    ...{ expose: params.exposed_ports, group_add: params.groups, ipc: params.ipc_mode, label: params.labels },
    ...{ log_opt: params.log_options, oom_kill_disable: params.oom_killer, pid: params.pid_mode },
    ...{ publish: params.published_ports, publish_all: params.publish_all_ports, rm: params.auto_remove },
    ...{ security_opt: params.security_opts, sysctl: params.sysctls, ulimit: params.ulimits },
    ...{ userns: params.userns_mode, workdir: params.working_dir },
    command: command === undefined && entrypoint === undefined ? undefined : { command, entrypoint },
    env: await readEnvironment(host, params.env_file ?? [], params.env),
    restart: retries === undefined ? policy : `${policy}:${retries}`,
    tmpfs: params.tmpfs && pairsOf(params.tmpfs, ':'),
    volume:
      params.volumes === undefined && params.mounts === undefined
        ? undefined
        : { volumes, mounts: mounts.map(mountText) },
  }
}

function networksOf({ network_mode: mode, networks }: DockerContainerParams): WantedContainer['networks'] {
  return mode === undefined && networks === undefined ? undefined : { mode, names: networks }
}

function comparisonOf(
  { comparisons }: DockerContainerParams,
  setting: keyof WantedSettings | 'image' | 'networks',
): Comparison {
  const names = PARAMS[setting as keyof WantedSettings] ?? [setting]
  const own = names.map(name => comparisons[name]).find(each => each !== undefined)
  return own ?? comparisons['*'] ?? (WITH_MORE.has(setting) ? 'allow_more_present' : 'strict')
}

function mountText(mount: NonNullable<DockerContainerParams['mounts']>[number]): string {
  const given = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`${name}=${value}`]
  return [
    ...[`type=${mount.type}`, ...given('source', mount.source), `target=${mount.target}`],
    ...(mount.read_only ? ['readonly'] : []),
    ...given('bind-propagation', mount.propagation),
    ...(mount.no_copy ? ['volume-nocopy'] : []),
    ...given('tmpfs-size', mount.tmpfs_size),
    ...given('tmpfs-mode', mount.tmpfs_mode),
  ].join(',')
}
