/** One part of the state that a host should have, the same for every tool. */
export type Item =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'copy'; readonly path: string; readonly content: string }
  | { readonly kind: 'template'; readonly path: string; readonly source: string }
  | { readonly kind: 'line'; readonly path: string; readonly line: string }
  | { readonly kind: 'service'; readonly unit: string }
  /** That number of small files in one directory, all by a single task. */
  | { readonly kind: 'tree'; readonly path: string; readonly files: number }
  /** A file of that number of MiB. */
  | { readonly kind: 'big'; readonly path: string; readonly megabytes: number }
  /** One template for each number below `count`, by a single task in a loop. */
  | { readonly kind: 'loop'; readonly path: string; readonly count: number }

export interface Case {
  readonly name: string
  readonly hosts: 'full' | 'light'
  readonly count: number
  readonly items: readonly Item[]
  /** Whether the hosts already have the state before each run (`unchanged`) or are bare (`first`). */
  readonly state: 'unchanged' | 'first'
  /** The milliseconds that are added to each round trip. */
  readonly roundTrip: number
  /** Tools that this case leaves out, because they would take too long. */
  readonly without?: readonly string[]
}

/** The directory of all files of the benchmark on every host. */
export const ROOT = '/opt/bench'

/** Removes everything that the benchmark created on a host. */
export const CLEAR = `rm -rf ${ROOT}; mkdir ${ROOT}`

/**
 * Returns the text of a template: `host` is the name of the host or the template's expression for it, and `name` is
 * a further value.
 */
export function greetingOf(host: string, name: string | number): string {
  return `greeting of ${host} ${name}\n`
}

const UNITS = [
  'ssh.service',
  'systemd-journald.service',
  'dbus.service',
  'multi-user.target',
  'basic.target',
  'sysinit.target',
  'local-fs.target',
  'timers.target',
  'sockets.target',
  'paths.target',
]

/** Plain Ansible would take minutes; the run with pipelining shows the difference. */
const SLOW = ['ansible']
/** Tools that cannot use a different port for each host, which the delay requires. */
const NO_PORTS = ['rex', 'bundlewrap']
const MINUTES_FOR_MANY_HOSTS = ['ansible', 'ansible-pipelining', 'mitogen', 'rex', 'bundlewrap']
/** Over ssh, a module for each of a thousand files or five hundred items takes minutes. */
const MINUTES_FOR_MANY_FILES = ['ansible', 'ansible-pipelining', 'rex', 'bundlewrap', 'mitogen']

const FIFTY = [...files(10), ...UNITS.map(unit => ({ kind: 'service', unit }) as const)]
const TEN = files(3).slice(0, 10)

/** The cases, fastest first. */
export const CASES: readonly Case[] = [
  { name: 'unchanged-3x50', hosts: 'full', count: 3, items: FIFTY, state: 'unchanged', roundTrip: 0 },
  { name: 'first-3x50', hosts: 'full', count: 3, items: FIFTY, state: 'first', roundTrip: 0 },
  {
    name: 'unchanged-3x50-rtt25',
    hosts: 'full',
    count: 3,
    items: FIFTY,
    state: 'unchanged',
    roundTrip: 25,
    without: [...SLOW, ...NO_PORTS],
  },
  {
    name: 'unchanged-3x50-rtt100',
    hosts: 'full',
    count: 3,
    items: FIFTY,
    state: 'unchanged',
    roundTrip: 100,
    without: [...SLOW, ...NO_PORTS],
  },
  {
    name: 'first-3x50-rtt100',
    hosts: 'full',
    count: 3,
    items: FIFTY,
    state: 'first',
    roundTrip: 100,
    without: [...SLOW, ...NO_PORTS],
  },
  {
    name: 'unchanged-30x10',
    hosts: 'light',
    count: 30,
    items: TEN,
    state: 'unchanged',
    roundTrip: 0,
    without: [...SLOW, 'ansible-pipelining', 'rex', 'bundlewrap'],
  },
  {
    ...{ name: 'unchanged-100x10', hosts: 'light', count: 100, items: TEN, state: 'unchanged', roundTrip: 0 },
    without: MINUTES_FOR_MANY_HOSTS,
  },
  ...both('copy1000', { kind: 'tree', path: `${ROOT}/tree`, files: 1000 }, 1, MINUTES_FOR_MANY_FILES),
  ...both('loop500', { kind: 'loop', path: ROOT, count: 500 }, 1, MINUTES_FOR_MANY_FILES),
  ...both('1gib', { kind: 'big', path: `${ROOT}/big`, megabytes: 1024 }, 1, ['ansible', 'rex', 'bundlewrap']),
]

/** Returns two cases of one task: one on hosts that already have the state, and one on bare hosts. */
function both(name: string, item: Item, count: number, without: readonly string[]): Case[] {
  return (['unchanged', 'first'] as const).map(state => ({
    ...{ name: `${state}-${name}`, hosts: 'full', count, items: [item], state, roundTrip: 0, without },
  }))
}

/** Returns that number of directories, each with a copy, a template and a file with a line. */
function files(count: number): Item[] {
  const folders = Array.from({ length: count }, (_, id) => `${ROOT}/d${id}`)
  return [
    ...folders.map(path => ({ kind: 'directory', path }) as const),
    ...folders.map(
      (path, id) => ({ kind: 'copy', path: `${path}/copy`, content: `content ${id}\n` }) as const,
    ),
    ...folders.map(
      (path, id) => ({ kind: 'template', path: `${path}/template`, source: `greeting${id}` }) as const,
    ),
    ...folders.map((path, id) => ({ kind: 'line', path: `${path}/lines`, line: `line ${id}` }) as const),
  ]
}
