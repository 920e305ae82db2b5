import { z } from 'zod'
import { flag, hostPath, number, oneOrMore, text } from '../../authoring/params.ts'
import { parseSize } from '../../base/bytes.ts'
import { closedWords, splitWords } from '../../base/words.ts'
import { lineParam } from '../line-param.ts'
import { isMountSpec, isVolumeSpec } from './container-mounts.ts'
import { isSpan } from './healthcheck.ts'
import { isPublishSpec } from './published-ports.ts'

/** A param that is the name of a container, network or volume. */
export function containerName() {
  return text().refine(
    name => /^[A-Za-z0-9][\w.-]*$/.test(name),
    'expected a name of letters, digits, `_`, `.` and `-`',
  )
}

/** A param that is an image, by name (`docker.io/library/nginx:1.25`) or ID. */
export function imageReference() {
  return text().refine(
    image => /^[A-Za-z0-9][\w./:@-]*$/.test(image),
    'expected an image such as `docker.io/library/nginx:1.25`',
  )
}

/** A param that is one line, so that it cannot end a line of a command. */
const line = () => lineParam()
const lines = () => each(item => !/[\r\n\0]/.test(item), 'expected texts of one line')
const textMap = () =>
  z
    .record(z.string(), text())
    .refine(
      map => Object.keys(map).every(key => /^[^\s=-][^\s=]*$/.test(key)),
      'expected names without spaces and `=` as keys',
    )
/** A param that is a string or a list of strings that each satisfy a condition. */
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

/** A param that is a size such as `512m`. Its value is in bytes; `-1` means no limit. */
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

/** The params for containers that docker and podman have in common, by the option that sets them. */
export const CONTAINER_FIELDS = {
  add_host: described(
    textMap(),
    'Additional lines for `/etc/hosts` in the container, as a map from names to addresses.',
    {
      db: '10.0.0.5',
    },
  ),
  blkio_weight: described(whole(), 'Relative weight of block I/O, from 10 to 1000.', 500),
  cap_add: described(lines(), 'Capabilities to add.', ['NET_ADMIN']),
  cap_drop: described(lines(), 'Capabilities to drop.', ['ALL']),
  cgroup_parent: described(line(), "The parent control group of the container's control group.", '/apps'),
  command: described(
    command(),
    'The command, as a list of words, or as a line that is split into words as in a shell.',
    ['nginx', '-g', 'daemon off;'],
  ),
  cpu_period: described(whole(), 'Period of the CPU scheduler, in microseconds.', 50000),
  cpu_quota: described(whole(), 'Microseconds of CPU time in each period.', 25000),
  cpu_shares: described(whole(), 'Share of CPU time.', 512),
  cpus: described(number(), 'Maximum number of CPUs.', 1.5),
  cpuset_cpus: described(line(), 'CPUs on which the container may run.', '0-1'),
  cpuset_mems: described(line(), 'Memory nodes from which the container may allocate memory.', '0'),
  device: described(lines(), 'Devices of the host to add, each as `HOST[:CONTAINER[:PERMISSIONS]]`.', [
    '/dev/fuse',
  ]),
  dns: described(lines(), 'Name servers.', ['192.0.2.53']),
  dns_option: described(lines(), 'Options of the DNS resolver.', ['ndots:2']),
  dns_search: described(lines(), 'DNS search domains.', ['example.com']),
  entrypoint: described(command(), 'The entry point. It replaces the entry point of the image.', ['/init']),
  env: described(
    textMap(),
    'Environment variables. Their values never appear in a command line on the host.',
    {
      LOG_LEVEL: 'info',
    },
  ),
  env_file: described(
    oneOrMore(hostPath()),
    'Files on the host with lines `NAME=VALUE`. Variables in `env` take precedence.',
    ['/etc/web.env'],
  ),
  expose: described(lines(), 'Ports that are exposed but not published.', ['9000']),
  group_add: described(lines(), 'Additional groups of the process.', ['audio']),
  hostname: described(line(), 'Host name in the container.', 'web'),
  init: described(flag(), 'Run an init that forwards signals and reaps processes.', true),
  interactive: described(flag(), 'Keep standard input open.', true),
  ipc: described(line(), 'The IPC namespace.', 'host'),
  label: described(textMap(), 'Labels.', { team: 'web' }),
  log_driver: described(line(), 'The log driver.', 'journald'),
  memory: described(sizeField(), 'Limit of memory.', '512m'),
  memory_reservation: described(
    sizeField(),
    'Memory that is reserved for the container when the host is low on memory.',
    '256m',
  ),
  memory_swap: described(sizeField(), 'Limit of memory and swap together. `-1` means no limit.', '1g'),
  oom_kill_disable: described(
    flag(),
    'Prevent the kernel from killing the container when the host runs out of memory.',
    true,
  ),
  oom_score_adj: described(
    whole(),
    'Priority with which the kernel kills the container when the host runs out of memory. Higher numbers are killed first.',
    -500,
  ),
  pid: described(line(), 'The PID namespace.', 'host'),
  pids_limit: described(whole(), 'Maximum number of processes.', 200),
  privileged: described(flag(), 'Give the container all privileges of the host.', true),
  publish: described(
    each(isPublishSpec, 'expected `[[ADDRESS:]PORT:]PORT[/PROTOCOL]`, such as `8080:80`'),
    'Ports to publish on the host, each as `[[ADDRESS:]PORT:]PORT[/PROTOCOL]`.',
    ['127.0.0.1:8080:80'],
  ),
  publish_all: described(flag(), 'Publish all exposed ports.', true),
  read_only: described(flag(), 'Mount the root file system of the container read-only.', true),
  runtime: described(line(), 'The OCI runtime.', 'runc'),
  security_opt: described(lines(), 'Security options.', ['no-new-privileges']),
  shm_size: described(sizeField(), 'Size of `/dev/shm`.', '128m'),
  stop_signal: described(line(), 'Signal that stops the container.', 'SIGQUIT'),
  stop_timeout: described(whole(), 'Seconds after which a container that does not stop is killed.', 30),
  sysctl: described(textMap(), 'Kernel parameters for the namespaces of the container.', {
    'net.core.somaxconn': '1024',
  }),
  tty: described(flag(), 'Allocate a terminal.', true),
  ulimit: described(lines(), 'Resource limits: `NAME=SOFT[:HARD]`.', ['nofile=4096:8192']),
  user: described(line(), 'The user that runs the process, optionally as `USER:GROUP`.', 'www-data'),
  userns: described(line(), 'The user namespace.', 'host'),
  uts: described(line(), 'The UTS namespace.', 'host'),
  volume: described(
    each(isVolumeSpec, 'expected `[SOURCE:]TARGET[:OPTIONS]`, such as `data:/srv:ro`'),
    'Volumes, each as `[SOURCE:]TARGET[:OPTIONS]`. A source that contains `/` is a path on the host. Only the options for `ro` and the mount propagation are compared.',
    ['data:/var/lib/data', '/etc/web:/etc/web:ro'],
  ),
  mount: described(
    each(isMountSpec, 'expected fields such as `type=bind,source=/srv,target=/srv`'),
    'Mounts in the syntax of the option `--mount`.',
    ['type=bind,source=/srv,target=/srv,readonly'],
  ),
  volumes_from: described(lines(), 'Containers whose volumes are also mounted.', ['data']),
  workdir: described(line(), 'Working directory.', '/srv'),
}

/** The param for a health check. `test` is required. */
export const healthcheckField = z.strictObject({
  test: z.union([z.array(text()), text()]),
  interval: span().optional(),
  timeout: span().optional(),
  start_period: span().optional(),
  retries: whole().optional(),
})

/** Building blocks for the params that only one of the programs has. */
export const field = { described, each, line, lines, textMap, whole, span }
