/** One thing that a host shall be, for every tool the same. */
export type Item =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'copy'; readonly path: string; readonly content: string }
  | { readonly kind: 'template'; readonly path: string; readonly source: string }
  | { readonly kind: 'line'; readonly path: string; readonly line: string }
  | { readonly kind: 'service'; readonly unit: string }

export interface Case {
  readonly name: string
  readonly hosts: 'full' | 'light'
  readonly count: number
  readonly items: readonly Item[]
  /** Whether the hosts are as described before each run, or bare. */
  readonly state: 'unchanged' | 'first'
  /** Milliseconds that are added to each round trip. */
  readonly roundTrip: number
  /** Tools that are not tried here, since they would take too long. */
  readonly without?: readonly string[]
}

/** Where all files of the benchmark are, on every host. */
export const ROOT = '/opt/bench'

/** The text that each template holds, in every tool's own language. */
export const GREETING = 'greeting of'

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

/** It takes minutes; with pipelining it is shown what the difference is. */
const SLOW = ['ansible']

const FIFTY = [...files(10), ...UNITS.map(unit => ({ kind: 'service', unit }) as const)]
const TEN = files(3).slice(0, 10)

/** The cases, quickest first. */
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
    without: SLOW,
  },
  {
    name: 'unchanged-3x50-rtt100',
    hosts: 'full',
    count: 3,
    items: FIFTY,
    state: 'unchanged',
    roundTrip: 100,
  },
  {
    name: 'first-3x50-rtt100',
    hosts: 'full',
    count: 3,
    items: FIFTY,
    state: 'first',
    roundTrip: 100,
    without: SLOW,
  },
  {
    name: 'unchanged-30x10',
    hosts: 'light',
    count: 30,
    items: TEN,
    state: 'unchanged',
    roundTrip: 0,
    without: SLOW,
  },
  {
    ...{ name: 'unchanged-100x10', hosts: 'light', count: 100, items: TEN, state: 'unchanged', roundTrip: 0 },
    without: ['ansible', 'ansible-pipelining', 'mitogen'],
  },
]

/** So many directories, and in each a copy, a template and a file with a line. */
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
