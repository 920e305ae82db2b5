import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import { containerName, CONTAINER_FIELDS as F, field, imageReference } from './container-fields.ts'

const { described, line, lines, span, textMap, whole } = field

/** The params of the task type `podman_container`. */
export const podmanContainerParams = z
  .strictObject({
    name: containerName()
      .describe('Name of the container.')
      .meta({ examples: ['web'] }),
    image: described(
      imageReference(),
      'The image, by name or id. If it is not set, an existing container is only started, stopped or removed.',
      'docker.io/library/nginx:1.25',
    ),
    state: z
      .enum(['absent', 'present', 'created', 'started', 'stopped'])
      .default('started')
      .describe(
        'The desired state. `present` and `created` do not start a new container and do not stop a running one.',
      )
      .meta({ examples: ['present'] }),
    executable: line()
      .default('podman')
      .describe('Name or path of podman.')
      .meta({ examples: ['/opt/bin/podman'] }),
    add_host: F.add_host,
    annotation: described(textMap(), 'Annotations.', { note: 'mine' }),
    blkio_weight: F.blkio_weight,
    cap_add: F.cap_add,
    cap_drop: F.cap_drop,
    cgroup_parent: F.cgroup_parent,
    cmd_args: described(
      lines(),
      'Additional options of `podman create`. They are not compared with an existing container.',
      ['--tz=local'],
    ),
    command: F.command,
    cpu_period: F.cpu_period,
    cpu_quota: F.cpu_quota,
    cpu_shares: F.cpu_shares,
    cpus: F.cpus,
    cpuset_cpus: F.cpuset_cpus,
    cpuset_mems: F.cpuset_mems,
    detach: flag()
      .refine(
        isDetached => isDetached,
        'expected true; for a container that runs to its end, use `command` with `podman run`',
      )
      .default(true)
      .describe('Must be `true`, because the task does not wait until the container exits.')
      .meta({ examples: [true] }),
    device: F.device,
    dns: F.dns,
    dns_option: F.dns_option,
    dns_search: F.dns_search,
    entrypoint: F.entrypoint,
    env: F.env,
    env_file: F.env_file,
    expose: F.expose,
    force_restart: flag()
      .default(false)
      .describe('Restart a running container on every run.')
      .meta({ examples: [true] }),
    group_add: F.group_add,
    healthcheck: described(
      text(),
      'Shell command that checks the health of the container. `none` disables the health check of the image.',
      'curl -f http://localhost/',
    ),
    healthcheck_interval: described(span(), 'Time between two checks.', '1m'),
    healthcheck_retries: described(
      whole(),
      'Number of failed checks after which the container is unhealthy.',
      3,
    ),
    healthcheck_start_period: described(
      span(),
      'Time for the container to start before failed checks count.',
      '10s',
    ),
    healthcheck_timeout: described(span(), 'Time after which a check fails.', '5s'),
    hostname: F.hostname,
    init: F.init,
    interactive: F.interactive,
    ip: described(line(), 'IP address of the container in the network.', '10.89.0.10'),
    ipc: F.ipc,
    label: F.label,
    log_driver: F.log_driver,
    log_opt: described(
      z.strictObject({ path: line().optional(), max_size: line().optional(), tag: line().optional() }),
      'Options of the log driver.',
      { max_size: '10mb' },
    ),
    memory: F.memory,
    memory_reservation: F.memory_reservation,
    memory_swap: F.memory_swap,
    mount: F.mount,
    network: described(
      lines(),
      'Names of networks, or a single network mode such as `host` or `none`.',
      ['backend'],
      ['host'],
    ),
    network_aliases: described(lines(), 'Names of the container in its networks.', ['web']),
    oom_kill_disable: F.oom_kill_disable,
    oom_score_adj: F.oom_score_adj,
    pid: F.pid,
    pids_limit: F.pids_limit,
    pod: described(containerName(), 'The pod that contains the container.', 'shop'),
    privileged: F.privileged,
    publish: F.publish,
    publish_all: F.publish_all,
    pull: z
      .enum(['missing', 'always', 'never'])
      .default('missing')
      .describe('When to pull the image. `always` asks the registry on every run.')
      .meta({ examples: ['always'] }),
    read_only: F.read_only,
    recreate: flag()
      .default(false)
      .describe('Remove the container and create it again on every run.')
      .meta({ examples: [true] }),
    restart_policy: described(
      text().refine(
        policy => /^(no|always|unless-stopped|on-failure(:\d+)?)$/.test(policy),
        'expected `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:COUNT`',
      ),
      'When podman restarts the container: `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:COUNT`.',
      'always',
    ),
    rm: described(flag(), 'Podman removes the container when it exits.', true),
    secrets: described(lines(), 'Podman secrets, optionally with options.', [
      'db,type=env,target=DB_PASSWORD',
    ]),
    security_opt: F.security_opt,
    shm_size: F.shm_size,
    stop_signal: F.stop_signal,
    stop_timeout: F.stop_timeout,
    sysctl: F.sysctl,
    tmpfs: described(
      z.record(z.string().startsWith('/'), text()),
      'Temporary file systems, as a map from paths to options.',
      { '/run': 'size=1m' },
    ),
    tty: F.tty,
    ulimit: F.ulimit,
    user: F.user,
    userns: F.userns,
    uts: F.uts,
    volume: F.volume,
    volumes_from: F.volumes_from,
    workdir: F.workdir,
  })
  .refine(
    ({ healthcheck, healthcheck_interval: interval, healthcheck_timeout: timeout, ...more }) => {
      const times = [interval, timeout, more.healthcheck_retries, more.healthcheck_start_period]
      return healthcheck !== undefined || times.every(each => each === undefined)
    },
    { path: ['healthcheck'], message: 'expected the command that checks its health' },
  )

export type PodmanContainerParams = z.output<typeof podmanContainerParams>
