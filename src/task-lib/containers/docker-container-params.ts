import { z } from 'zod'
import { flag } from '../../authoring/params.ts'
import {
  containerName,
  CONTAINER_FIELDS as F,
  field,
  healthcheckField,
  imageReference,
} from './container-fields.ts'
import { DOCKER_FIELDS } from './docker-program.ts'

const { described, each, line, lines, textMap, whole } = field

/** A param that fits into a field of `--mount`, whose fields are separated by commas. */
const part = () => line().refine(value => !/[,"]/.test(value), 'expected no comma and no double quote')

const mount = z.strictObject({
  type: z.enum(['bind', 'volume', 'tmpfs']).default('volume'),
  source: part().optional(),
  target: part().refine(path => path.startsWith('/'), 'expected an absolute path'),
  read_only: flag().optional(),
  propagation: z.enum(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']).optional(),
  no_copy: flag().optional(),
  tmpfs_size: part().optional(),
  tmpfs_mode: part().optional(),
})

const network = z.strictObject({
  name: containerName(),
  aliases: lines().optional(),
  ipv4_address: line().optional(),
  ipv6_address: line().optional(),
})

/** The params of the task type `docker_container`. */
export const dockerContainerParams = z.strictObject({
  ...DOCKER_FIELDS,
  name: containerName()
    .describe('Name of the container.')
    .meta({ examples: ['web'] }),
  image: described(
    imageReference(),
    'The image, by name or id. If it is not set, an existing container is only started, stopped or removed.',
    'nginx:1.25',
  ),
  state: z
    .enum(['absent', 'present', 'started', 'stopped'])
    .default('started')
    .describe('The desired state. `present` does not start a new container and does not stop a running one.')
    .meta({ examples: ['present'] }),
  auto_remove: described(flag(), 'Docker removes the container when it exits.', true),
  blkio_weight: F.blkio_weight,
  capabilities: F.cap_add,
  cap_drop: F.cap_drop,
  cgroup_parent: F.cgroup_parent,
  cmd_args: described(
    lines(),
    'Additional options of `docker create`. They are not compared with an existing container.',
    ['--gpus=all'],
  ),
  command: F.command,
  comparisons: z
    .record(z.string(), z.enum(['strict', 'ignore', 'allow_more_present']))
    .default({})
    .describe(
      'How params are compared with an existing container. Each key is a param; `*` is for all others. By default, lists and maps of the container may have additional items (`allow_more_present`).',
    )
    .meta({ examples: [{ env: 'strict', image: 'ignore' }] }),
  cpu_period: F.cpu_period,
  cpu_quota: F.cpu_quota,
  cpu_shares: F.cpu_shares,
  cpus: F.cpus,
  cpuset_cpus: F.cpuset_cpus,
  cpuset_mems: F.cpuset_mems,
  detach: flag()
    .refine(
      isDetached => isDetached,
      'expected true; for a container that runs to its end, use `command` with `docker run`',
    )
    .default(true)
    .describe('Must be `true`, because the task does not wait until the container exits.')
    .meta({ examples: [true] }),
  devices: F.device,
  dns_opts: F.dns_option,
  dns_search_domains: F.dns_search,
  dns_servers: F.dns,
  domainname: described(line(), 'Domain name in the container.', 'example.com'),
  entrypoint: F.entrypoint,
  env: F.env,
  env_file: F.env_file,
  etc_hosts: F.add_host,
  exposed_ports: F.expose,
  force_kill: flag()
    .default(false)
    .describe('Kill the container instead of stopping it.')
    .meta({ examples: [true] }),
  groups: F.group_add,
  healthcheck: described(
    healthcheckField,
    'The health check. `test` is a shell command, or a list that begins with `CMD`, `CMD-SHELL` or `NONE`. Write times as `1m30s`.',
    { test: ['CMD', 'curl', '-f', 'http://localhost/'], interval: '1m' },
  ),
  hostname: F.hostname,
  init: F.init,
  interactive: F.interactive,
  ipc_mode: F.ipc,
  keep_volumes: flag()
    .default(true)
    .describe('Keep the anonymous volumes of the container when it is removed.')
    .meta({ examples: [false] }),
  labels: F.label,
  log_driver: F.log_driver,
  log_options: described(textMap(), 'Options of the log driver.', { 'max-size': '10m' }),
  memory: F.memory,
  memory_reservation: F.memory_reservation,
  memory_swap: F.memory_swap,
  mounts: described(
    z.array(mount),
    'Mounts. `source` and `target` are the same as in `volumes`. `type` is `bind`, `volume` or `tmpfs`.',
    [{ type: 'bind', source: '/srv', target: '/srv', read_only: true }],
  ),
  network_mode: described(
    line(),
    'A network mode such as `host` or `none`, or a network name. The container is created with it, and then connected to `networks`. Default: the first of `networks`.',
    'host',
  ),
  networks: described(
    z.array(network),
    'Networks to connect the container to. It stays connected to its other networks, unless you set `comparisons: { networks: strict }`.',
    [{ name: 'backend', aliases: ['web'] }],
  ),
  oom_killer: described(
    flag(),
    'Prevent the kernel from killing the container when the host runs out of memory.',
    true,
  ),
  oom_score_adj: F.oom_score_adj,
  paused: described(
    flag(),
    'Whether the processes of the container are paused. Only with `state: started`.',
    true,
  ),
  pid_mode: F.pid,
  pids_limit: F.pids_limit,
  privileged: F.privileged,
  publish_all_ports: F.publish_all,
  published_ports: F.publish,
  pull: z
    .union([
      flag().transform(always => (always ? ('always' as const) : ('missing' as const))),
      z.enum(['missing', 'always', 'never']),
    ])
    .default('missing')
    .describe('When to pull the image. `always`, or `true`, asks the registry on every run.')
    .meta({ examples: ['always', true] }),
  read_only: F.read_only,
  recreate: flag()
    .default(false)
    .describe('Remove the container and create it again on every run.')
    .meta({ examples: [true] }),
  restart: flag()
    .default(false)
    .describe('Restart a running container on every run.')
    .meta({ examples: [true] }),
  restart_policy: described(
    z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
    'When docker restarts the container.',
    'unless-stopped',
  ),
  restart_retries: described(whole(), 'Maximum number of restarts with `on-failure`.', 5),
  runtime: F.runtime,
  security_opts: F.security_opt,
  shm_size: F.shm_size,
  stop_signal: F.stop_signal,
  stop_timeout: F.stop_timeout,
  sysctls: F.sysctl,
  tmpfs: described(
    each(spec => /^\/[^:\r\n\0]*(:[\w,=-]+)?$/.test(spec), 'expected `PATH[:OPTIONS]`'),
    'Temporary file systems, each as `PATH[:OPTIONS]`.',
    ['/run:size=1m'],
  ),
  tty: F.tty,
  ulimits: F.ulimit,
  user: F.user,
  userns_mode: F.userns,
  uts: F.uts,
  volumes: F.volume,
  volumes_from: F.volumes_from,
  working_dir: F.workdir,
})

export type DockerContainerParams = z.output<typeof dockerContainerParams>
