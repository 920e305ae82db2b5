import { commandSetting } from './command-line.ts'
import { environmentSetting } from './container-environment.ts'
import { foundMounts, mountsAs } from './container-mounts.ts'
import {
  createdWith,
  mapSetting,
  pairsOf,
  type Setting,
  setSetting,
  valueSetting,
} from './container-setting.ts'
import { foundTmpfs, tmpfsAs } from './container-tmpfs.ts'
import { healthcheckSetting } from './healthcheck.ts'
import { foundPorts, publishedAs } from './published-ports.ts'
import { capability, device, restartPolicy, signalNumber } from './setting-forms.ts'
import type { WantedSettings } from './wanted-container.ts'

/** Every setting of a container, by its name. */
export const CONTAINER_SETTINGS: {
  readonly [S in keyof WantedSettings]-?: Setting<NonNullable<WantedSettings[S]>>
} = {
  add_host: mapSetting('--add-host', ({ HostConfig }) => pairsOf(HostConfig.ExtraHosts, ':'), {
    words: hosts => Object.entries(hosts).map(([host, address]) => `--add-host=${host}:${address}`),
  }),
  annotation: mapSetting('--annotation', ({ Config }, { wanted }) => {
    // The programs add annotations of their own.
    const asked = Object.entries(Config.Annotations).filter(([key]) => key in (wanted.annotation ?? {}))
    return Object.fromEntries(asked)
  }),
  blkio_weight: valueSetting('--blkio-weight', ({ HostConfig }) => HostConfig.BlkioWeight, {
    isUpdated: true,
    byDefault: () => 0,
  }),
  cap_add: setSetting('--cap-add', ({ HostConfig }) => HostConfig.CapAdd, { form: capability }),
  cap_drop: setSetting('--cap-drop', ({ HostConfig }) => HostConfig.CapDrop, { form: capability }),
  cgroup_parent: valueSetting('--cgroup-parent', ({ HostConfig }) => HostConfig.CgroupParent),
  command: commandSetting,
  cpu_period: valueSetting('--cpu-period', ({ HostConfig }) => HostConfig.CpuPeriod, { isUpdated: true }),
  cpu_quota: valueSetting('--cpu-quota', ({ HostConfig }) => HostConfig.CpuQuota, { isUpdated: true }),
  cpu_shares: valueSetting('--cpu-shares', ({ HostConfig }) => HostConfig.CpuShares, {
    isUpdated: true,
    byDefault: () => 0,
  }),
  cpus: valueSetting(
    '--cpus',
    // podman also sets NanoCpus if only a quota is set.
    ({ HostConfig }, { wanted }) => (wanted.cpu_quota === undefined ? HostConfig.NanoCpus / 1e9 : 0),
    { isUpdated: true, byDefault: () => 0 },
  ),
  cpuset_cpus: valueSetting('--cpuset-cpus', ({ HostConfig }) => HostConfig.CpusetCpus, {
    isUpdated: true,
    byDefault: () => '',
  }),
  cpuset_mems: valueSetting('--cpuset-mems', ({ HostConfig }) => HostConfig.CpusetMems, {
    isUpdated: true,
    byDefault: () => '',
  }),
  device: setSetting(
    '--device',
    container =>
      // podman shows any device file below /dev with the same device number, and the content of directories.
      container.Config.CreateCommand.length > 0
        ? createdWith(container, '--device')
        : container.HostConfig.Devices.map(
            ({ PathOnHost, PathInContainer, CgroupPermissions }) =>
              `${PathOnHost}:${PathInContainer}:${CgroupPermissions || 'rwm'}`,
          ),
    { form: device },
  ),
  dns: setSetting('--dns', ({ HostConfig }) => HostConfig.Dns),
  dns_option: setSetting('--dns-option', ({ HostConfig }) => HostConfig.DnsOptions),
  dns_search: setSetting('--dns-search', ({ HostConfig }) => HostConfig.DnsSearch),
  domainname: valueSetting('--domainname', ({ Config }) => Config.Domainname),
  env: environmentSetting,
  expose: setSetting(
    '--expose',
    ({ Config, HostConfig }, { image }) => {
      const all = [...Object.keys(Config.ExposedPorts), ...Object.keys(HostConfig.PortBindings)]
      const published = new Set(
        Object.entries(HostConfig.PortBindings).flatMap(([port, bound]) => (bound?.length ? [port] : [])),
      )
      return all.filter(port => !published.has(port) && !(port in image.ExposedPorts))
    },
    { form: port => (port.includes('/') ? port : `${port}/tcp`) },
  ),
  group_add: setSetting('--group-add', ({ HostConfig }) => HostConfig.GroupAdd),
  healthcheck: healthcheckSetting,
  hostname: valueSetting('--hostname', ({ Config }) => Config.Hostname),
  init: valueSetting('--init', ({ Config, HostConfig }) => {
    const annotation = Config.Annotations['io.podman.annotations.init']
    return HostConfig.Init ?? annotation === 'TRUE'
  }),
  interactive: valueSetting('--interactive', ({ Config }) => Config.OpenStdin, { byDefault: () => false }),
  ipc: valueSetting('--ipc', ({ HostConfig }, { program, wanted }) => {
    // podman shows a private namespace as `shareable`.
    const isPrivate = program === 'podman' && wanted.ipc === 'private' && HostConfig.IpcMode === 'shareable'
    return isPrivate ? 'private' : HostConfig.IpcMode
  }),
  label: mapSetting('--label', ({ Config }, { image, wanted }) =>
    withoutInherited(Config.Labels, image.Labels, wanted.label),
  ),
  log_driver: valueSetting('--log-driver', ({ HostConfig }) => HostConfig.LogConfig.Type),
  log_opt: mapSetting('--log-opt', (container, { program }) =>
    program === 'podman'
      ? pairsOf(createdWith(container, '--log-opt'))
      : container.HostConfig.LogConfig.Config,
  ),
  memory: valueSetting('--memory', ({ HostConfig }) => HostConfig.Memory, {
    isUpdated: true,
    byDefault: () => 0,
  }),
  memory_reservation: valueSetting('--memory-reservation', ({ HostConfig }) => HostConfig.MemoryReservation, {
    isUpdated: true,
    byDefault: () => 0,
  }),
  memory_swap: valueSetting('--memory-swap', ({ HostConfig }) => HostConfig.MemorySwap, { isUpdated: true }),
  oom_kill_disable: valueSetting('--oom-kill-disable', ({ HostConfig }) => HostConfig.OomKillDisable),
  oom_score_adj: valueSetting('--oom-score-adj', ({ HostConfig }) => HostConfig.OomScoreAdj),
  pid: valueSetting('--pid', ({ HostConfig }) => HostConfig.PidMode),
  pids_limit: valueSetting('--pids-limit', ({ HostConfig }) => HostConfig.PidsLimit, { isUpdated: true }),
  pod: valueSetting('--pod', container => createdWith(container, '--pod')[0] ?? ''),
  privileged: valueSetting('--privileged', ({ HostConfig }) => HostConfig.Privileged, {
    byDefault: () => false,
  }),
  publish: {
    words: ports => ports.map(port => `--publish=${port}`),
    wanted: publishedAs,
    byDefault: () => [],
    found: (container, { wanted }) => foundPorts(container, wanted.publish ?? []),
  },
  publish_all: valueSetting('--publish-all', ({ HostConfig }) => HostConfig.PublishAllPorts, {
    byDefault: () => false,
  }),
  read_only: valueSetting('--read-only', ({ HostConfig }) => HostConfig.ReadonlyRootfs, {
    byDefault: () => false,
  }),
  restart: valueSetting(
    '--restart',
    ({ HostConfig: { RestartPolicy } }) => restartPolicy(RestartPolicy.Name, RestartPolicy.MaximumRetryCount),
    {
      wanted: policy => restartPolicy(policy.split(':')[0] ?? '', Number(policy.split(':')[1] ?? 0)),
      isUpdated: true,
      byDefault: () => 'no',
    },
  ),
  rm: valueSetting('--rm', ({ HostConfig }) => HostConfig.AutoRemove, { byDefault: () => false }),
  runtime: valueSetting('--runtime', ({ HostConfig }) => HostConfig.Runtime),
  secret: setSetting('--secret', container => createdWith(container, '--secret')),
  security_opt: setSetting('--security-opt', ({ HostConfig }) => HostConfig.SecurityOpt, {
    form: option =>
      option.replace(/^([\w-]+):/, '$1=').replace(/^no-new-privileges=true$/, 'no-new-privileges'),
  }),
  shm_size: valueSetting('--shm-size', ({ HostConfig }) => HostConfig.ShmSize),
  stop_signal: valueSetting('--stop-signal', ({ Config }) => signalNumber(Config.StopSignal ?? 'SIGTERM'), {
    wanted: signalNumber,
    byDefault: ({ image }) => signalNumber(image.StopSignal ?? 'SIGTERM'),
  }),
  stop_timeout: valueSetting('--stop-timeout', ({ Config }) => Config.StopTimeout),
  sysctl: mapSetting('--sysctl', (container, { program }) =>
    program === 'podman' ? pairsOf(createdWith(container, '--sysctl')) : container.HostConfig.Sysctls,
  ),
  tmpfs: {
    words: mounts =>
      Object.entries(mounts).map(
        ([path, options]) => `--tmpfs=${path}${options === '' ? '' : `:${options}`}`,
      ),
    wanted: tmpfsAs,
    byDefault: () => ({}),
    found: foundTmpfs,
  },
  tty: valueSetting('--tty', ({ Config }) => Config.Tty, { byDefault: () => false }),
  ulimit: setSetting(
    '--ulimit',
    ({ HostConfig }, { wanted }) => {
      const names = new Set((wanted.ulimit ?? []).map(limit => limit.split('=')[0]))
      // podman adds its own limits.
      return HostConfig.Ulimits.map(
        ({ Name, Soft, Hard }) => `${Name.replace('RLIMIT_', '').toLowerCase()}=${Soft}:${Hard}`,
      ).filter(limit => names.has(limit.split('=')[0]))
    },
    { form: limit => (limit.includes(':') ? limit : `${limit}:${limit.split('=')[1]}`) },
  ),
  user: valueSetting('--user', ({ Config }) => Config.User, { byDefault: ({ image }) => image.User }),
  userns: valueSetting('--userns', (container, { program }) =>
    program === 'podman' ? (createdWith(container, '--userns')[0] ?? '') : container.HostConfig.UsernsMode,
  ),
  uts: valueSetting('--uts', ({ HostConfig }) => HostConfig.UTSMode),
  volume: {
    words: ({ volumes, mounts }) => [
      ...volumes.map(volume => `--volume=${volume}`),
      ...mounts.map(mount => `--mount=${mount}`),
    ],
    wanted: ({ volumes, mounts }) => mountsAs(volumes, mounts),
    byDefault: () => [],
    found: (container, { image, wanted }) =>
      foundMounts(
        container,
        wanted.volume?.volumes ?? [],
        wanted.volume?.mounts ?? [],
        Object.keys(image.Volumes),
      ),
  },
  volumes_from: setSetting('--volumes-from', container => [
    ...container.HostConfig.VolumesFrom,
    ...createdWith(container, '--volumes-from'),
  ]),
  workdir: valueSetting('--workdir', ({ Config }) => Config.WorkingDir || '/', {
    byDefault: ({ image }) => image.WorkingDir || '/',
  }),
}

/** The names of all settings, in the order in which they are compared. */
export const SETTING_NAMES = Object.keys(CONTAINER_SETTINGS) as readonly (keyof WantedSettings)[]

/** Returns the pairs of a container that are not inherited from its image, and those that the task names. */
function withoutInherited(
  found: Readonly<Record<string, string>>,
  inherited: Readonly<Record<string, string>>,
  named: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(found).filter(([key, value]) => key in named || inherited[key] !== value),
  )
}
