import { z } from 'zod'
import { flag, hostPath, number, oneOrMore, text } from '../../authoring/params.ts'
import { parseSize } from '../../base/bytes.ts'
import { closedWords, splitWords } from '../../base/words.ts'
import { isMountSpec, isVolumeSpec } from './container-mounts.ts'
import { isSpan } from './healthcheck.ts'
import { isPublishSpec } from './published-ports.ts'

/** A name of a container, network or volume. */
export function containerName() {
  return text().refine(
    name => /^[A-Za-z0-9][\w.-]*$/.test(name),
    'expected a name of letters, digits, `_`, `.` and `-`',
  )
}

/** A reference of an image: `docker.io/library/nginx:1.25`, or its id. */
export function imageReference() {
  return text().refine(
    image => /^[A-Za-z0-9][\w./:@-]*$/.test(image),
    'expected an image such as `docker.io/library/nginx:1.25`',
  )
}

/** Text that cannot end a line of a command. */
const line = () => text().refine(value => !/[\r\n\0]/.test(value), 'expected one line')
const lines = () => each(item => !/[\r\n\0]/.test(item), 'expected texts of one line')
const textMap = () =>
  z
    .record(z.string(), text())
    .refine(
      map => Object.keys(map).every(key => /^[^\s=-][^\s=]*$/.test(key)),
      'expected names without spaces and `=` as keys',
    )
/** One text or a list of them, of which each is as it should be. */
const each = (isRight: (item: string) => boolean, expected: string) =>
  oneOrMore(text()).refine(items => items.every(isRight), expected)
const whole = () => number().refine(Number.isInteger, 'expected a whole number')
const span = () => text().refine(isSpan, 'expected a time such as `1m30s`')
const command = () =>
  z.union([
    z.array(text()),
    text()
      .refine(words => closedWords(words) !== undefined, 'expected a command with its quotes closed')
      .transform(words => splitWords(words)),
  ])

/** A size such as `512m`, in bytes; `-1` is no limit. */
export function sizeField() {
  return text()
    .refine(size => size === '-1' || parseSize(size) !== undefined, 'expected a size such as `512m`')
    .transform(size => (size === '-1' ? -1 : (parseSize(size) ?? 0)))
}

const described = <S extends z.ZodType>(schema: S, what: string, ...examples: readonly unknown[]) =>
  schema
    .optional()
    .describe(what)
    .meta({ examples: [...examples] })

/** The params of a container that both programs have, by the option that sets them. */
export const CONTAINER_FIELDS = {
  add_host: described(textMap(), 'Lines of `/etc/hosts` in the container: addresses by name.', {
    db: '10.0.0.5',
  }),
  blkio_weight: described(whole(), 'Share of block I/O, from 10 to 1000.', 500),
  cap_add: described(lines(), 'Capabilities to add.', ['NET_ADMIN']),
  cap_drop: described(lines(), 'Capabilities to drop.', ['ALL']),
  cgroup_parent: described(line(), 'The control group above that of the container.', '/apps'),
  command: described(command(), 'The command, as words or a line that is split as a shell would.', [
    'nginx',
    '-g',
    'daemon off;',
  ]),
  cpu_period: described(whole(), 'Period of the CPU scheduler, in microseconds.', 50000),
  cpu_quota: described(whole(), 'Microseconds of CPU time in each period.', 25000),
  cpu_shares: described(whole(), 'Share of CPU time.', 512),
  cpus: described(number(), 'Number of CPUs that the container may use.', 1.5),
  cpuset_cpus: described(line(), 'CPUs that the container may run on.', '0-1'),
  cpuset_mems: described(line(), 'Memory nodes that the container may use.', '0'),
  device: described(lines(), 'Devices of the host: `HOST[:CONTAINER[:PERMISSIONS]]`.', ['/dev/fuse']),
  dns: described(lines(), 'Name servers.', ['192.0.2.53']),
  dns_option: described(lines(), 'Options of the resolver.', ['ndots:2']),
  dns_search: described(lines(), 'Domains in which names are looked up.', ['example.com']),
  entrypoint: described(command(), 'The entry point instead of that of the image.', ['/init']),
  env: described(textMap(), 'Environment variables. No command line on the host has their values.', {
    LOG_LEVEL: 'info',
  }),
  env_file: described(oneOrMore(hostPath()), 'Files on the host with lines `NAME=VALUE`; `env` goes first.', [
    '/etc/web.env',
  ]),
  expose: described(lines(), 'Ports that are exposed but not published.', ['9000']),
  group_add: described(lines(), 'Further groups of the process.', ['audio']),
  hostname: described(line(), 'Host name in the container.', 'web'),
  init: described(flag(), 'Run an init that forwards signals and reaps processes.', true),
  interactive: described(flag(), 'Keep standard input open.', true),
  ipc: described(line(), 'The IPC namespace.', 'host'),
  label: described(textMap(), 'Labels.', { team: 'web' }),
  log_driver: described(line(), 'The log driver.', 'journald'),
  memory: described(sizeField(), 'Limit of memory.', '512m'),
  memory_reservation: described(
    sizeField(),
    'Memory that is kept for the container when the host has little.',
    '256m',
  ),
  memory_swap: described(sizeField(), 'Limit of memory and swap together; `-1` is none.', '1g'),
  oom_kill_disable: described(flag(), 'Have the kernel not kill the container when memory is out.', true),
  oom_score_adj: described(whole(), 'How early the kernel kills it when memory is out.', -500),
  pid: described(line(), 'The PID namespace.', 'host'),
  pids_limit: described(whole(), 'Limit of processes.', 200),
  privileged: described(flag(), 'Give it all privileges of the host.', true),
  publish: described(
    each(isPublishSpec, 'expected `[[ADDRESS:]PORT:]PORT[/PROTOCOL]`, such as `8080:80`'),
    'Ports of the container on the host: `[[ADDRESS:]PORT:]PORT[/PROTOCOL]`.',
    ['127.0.0.1:8080:80'],
  ),
  publish_all: described(flag(), 'Publish all exposed ports.', true),
  read_only: described(flag(), 'Mount its root file system read-only.', true),
  runtime: described(line(), 'The OCI runtime.', 'runc'),
  security_opt: described(lines(), 'Security options.', ['no-new-privileges']),
  shm_size: described(sizeField(), 'Size of `/dev/shm`.', '128m'),
  stop_signal: described(line(), 'Signal that stops it.', 'SIGQUIT'),
  stop_timeout: described(whole(), 'Seconds that it has to stop before it is killed.', 30),
  sysctl: described(textMap(), 'Kernel parameters of its namespaces.', { 'net.core.somaxconn': '1024' }),
  tty: described(flag(), 'Give it a terminal.', true),
  ulimit: described(lines(), 'Resource limits: `NAME=SOFT[:HARD]`.', ['nofile=4096:8192']),
  user: described(line(), 'User, and group behind `:`.', 'www-data'),
  userns: described(line(), 'The user namespace.', 'host'),
  uts: described(line(), 'The UTS namespace.', 'host'),
  volume: described(
    each(isVolumeSpec, 'expected `[SOURCE:]TARGET[:OPTIONS]`, such as `data:/srv:ro`'),
    'Volumes: `[SOURCE:]TARGET[:OPTIONS]`. A source with `/` is a path on the host. Of the options, `ro` and the propagation are compared.',
    ['data:/var/lib/data', '/etc/web:/etc/web:ro'],
  ),
  mount: described(
    each(isMountSpec, 'expected fields such as `type=bind,source=/srv,target=/srv`'),
    'Mounts in the form of `--mount`.',
    ['type=bind,source=/srv,target=/srv,readonly'],
  ),
  volumes_from: described(lines(), 'Containers whose volumes it has too.', ['data']),
  workdir: described(line(), 'Working directory.', '/srv'),
}

/** The fields of a health check, with `test`. */
export const healthcheckField = z.strictObject({
  test: z.union([z.array(text()), text()]),
  interval: span().optional(),
  timeout: span().optional(),
  start_period: span().optional(),
  retries: whole().optional(),
})

/** Text in one line, whole numbers, times, lists and maps of texts: for params of one program. */
export const field = { described, each, line, lines, textMap, whole, span }
