import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  type Stats,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Tally } from '../../src/engine/state/events.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { writeFiles } from '../kit/write-files.ts'
import { type Controller, type ControllerOptions, type Ended, startController } from './controller.ts'

/** A project with a play of thirty tasks, and for each host the tree of files that the play manages. */
export interface Site {
  /** The project, which is also the working directory. */
  readonly folder: string
  /** Milliseconds that a run of the play takes if it changes everything. */
  readonly milliseconds: number
  readonly treeOf: (host: string) => string
  /** Restores the trees to their state before a run. */
  readonly reset: () => void
  /** Starts Drover with these arguments; the play is `site.yml`. */
  readonly start: (words: readonly string[], options?: ControllerOptions) => Controller
  /** Fails if a file is neither as before the run nor as a task writes it. */
  readonly assertWhole: () => void
  readonly progress: (host: string) => 'old' | 'new' | 'between'
  /**
   * Runs the play again, which must complete all changes and leave no temporary file, and once more, which
   * must change nothing.
   */
  readonly assertConverges: (...words: readonly string[]) => Promise<void>
  readonly close: () => void
}

const LINES = 'a=1\nb=2\n'
const BIG = Buffer.alloc(6 << 20, 'new and long\n')
const CONF = 'conf\n'.repeat(9000)

/** The contents of each file before, during and after the run; `null` if it does not exist. */
const VERSIONS: Readonly<Record<string, readonly (string | Buffer | null)[]>> = {
  motd: ['old motd\n', 'motd\n'],
  fresh: [null, 'fresh\n'],
  secret: ['old secret\n', 'secret\n'],
  kept: ['kept\n', 'kept\n'],
  big: [Buffer.alloc(3 << 20, 'old\n'), BIG],
  'data/big': [null, BIG],
  page: ['old page\n', 'page of here\n'],
  'etc/page': [null, 'page of here\n'],
  'etc/conf': ['old conf\n'.repeat(9000), CONF],
  lines: [LINES, ...firsts(4).map(n => `${LINES}${lines(n)}`)],
  'etc/lines': [null, ...firsts(4).map(lines)],
  stamp: [null, 'stamped\n'],
  'etc/stamp': [null, 'stamped\n'],
  gone: ['to go\n', null],
  mode: ['mode\n', 'mode\n'],
  ...Object.fromEntries(firsts(8).map(n => [`many/${n}`, [n % 2 ? `old ${n}\n` : null, `item ${n}\n`]])),
  ...Object.fromEntries(firsts(5).map(n => [`copied/${n}`, [null, `source ${n}\n`]])),
}

const OLD = Object.fromEntries(
  Object.entries(VERSIONS).flatMap(([path, [first = null]]) =>
    first === null ? [] : [[path, first] as const],
  ),
)

/** A guarded command that creates its file atomically. */
const stamp = (path: string): object => ({
  shell: `sleep 0.05; echo stamped >${path}.new && mv ${path}.new ${path}`,
  args: { creates: path },
})

const TASKS: readonly object[] = [
  { file: { path: '{{tree}}/etc', state: 'directory', mode: '0750' } },
  { file: { path: '{{tree}}/data', state: 'directory', mode: '0755' } },
  { copy: { content: 'motd\n', dest: '{{tree}}/motd', mode: '0644' } },
  { copy: { content: 'fresh\n', dest: '{{tree}}/fresh', mode: '0640' } },
  { copy: { content: 'secret\n', dest: '{{tree}}/secret', mode: '0600' } },
  { copy: { content: 'kept\n', dest: '{{tree}}/kept' } },
  { template: { src: 'page.hbs', dest: '{{tree}}/page' } },
  { copy: { src: 'big', dest: '{{tree}}/big', mode: '0644' } },
  { template: { src: 'page.hbs', dest: '{{tree}}/etc/page', mode: '0600' } },
  { template: { src: 'conf.hbs', dest: '{{tree}}/etc/conf' } },
  { lineinfile: { path: '{{tree}}/lines', line: 'line 1' } },
  { lineinfile: { path: '{{tree}}/lines', line: 'line 2' } },
  { lineinfile: { path: '{{tree}}/lines', line: '{{item}}' }, loop: ['line 3', 'line 4'] },
  { lineinfile: { path: '{{tree}}/etc/lines', line: 'line 1', create: true } },
  { lineinfile: { path: '{{tree}}/etc/lines', line: '{{item}}' }, loop: ['line 2', 'line 3', 'line 4'] },
  stamp('{{tree}}/stamp'),
  { file: { path: '{{tree}}/many', state: 'directory' } },
  { copy: { content: 'item {{item}}\n', dest: '{{tree}}/many/{{item}}' }, loop: firsts(8) },
  { copy: { src: 'big', dest: '{{tree}}/data/big', mode: '0600' } },
  { probe: 'true' },
  { stat: { path: '{{tree}}/motd' }, register: 'found' },
  { set_fact: { seen: '{{found.stat.size}}' } },
  { copy: { content: 'never\n', dest: '{{tree}}/never' }, when: 'found.stat.size == 0' },
  { file: { path: '{{tree}}/gone', state: 'absent' } },
  { file: { path: '{{tree}}/mode', mode: '0600' } },
  { file: { src: 'motd', path: '{{tree}}/link', state: 'link' } },
  stamp('{{tree}}/etc/stamp'),
  { copy: { src: 'copied/', dest: '{{tree}}/copied/' } },
  { file: { path: '{{tree}}/{{item}}', state: 'directory' }, loop: ['x', 'x/y', 'x/y/z'] },
  { assert: { that: ['found.stat.exists'] } },
]

/** Creates the project with these hosts and additional plays by file name, and runs the play once. */
export async function openSite(
  targets: Readonly<Record<string, Target>>,
  plays: Readonly<Record<string, readonly object[]>> = {},
): Promise<Site> {
  assert.is(TASKS.length, 30)
  const folder = mkdtempSync(join(tmpdir(), 'drover-faults-'))
  const names = Object.keys(targets)
  const treeOf = (host: string): string => join(folder, 'hosts', host)
  const hosts = Object.entries(targets).map(([name, target]) => [
    name,
    { ...variablesOf(target), tree: treeOf(name) },
  ])
  const play = (tasks: readonly object[]): string => JSON.stringify([{ hosts: 'all', tasks }])
  writeFiles(folder, {
    'inventory/hosts.yml': JSON.stringify({ all: { hosts: Object.fromEntries(hosts) } }),
    'site.yml': play(TASKS),
    ...Object.fromEntries(Object.entries(plays).map(([name, tasks]) => [name, play(tasks)])),
    'templates/page.hbs': 'page of here\n',
    'templates/conf.hbs': CONF,
    'files/big': BIG,
    ...Object.fromEntries(firsts(5).map(n => [`files/copied/${n}`, `source ${n}\n`])),
  })
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  const environment = {
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    FAULTS: folder,
  }
  const start: Site['start'] = (words, options = {}) =>
    startController(folder, words, { ...options, environment: { ...environment, ...options.environment } })
  const reset = (): void => {
    for (const name of names) {
      rmSync(treeOf(name), { recursive: true, force: true })
      writeFiles(treeOf(name), OLD)
      chmodSync(join(treeOf(name), 'mode'), 0o644)
    }
  }
  const play30 = async (words: readonly string[]): Promise<Ended> => {
    const ended = await start(['playbook', 'site.yml', '-o', 'ndjson', ...words]).ended
    assert.is(ended.end, 0, ended.output)
    return ended
  }
  reset()
  const { milliseconds } = await play30(['--no-persist'])
  const wanted = names.map(name => describe(treeOf(name)))
  return {
    folder,
    treeOf,
    reset,
    start,
    milliseconds,
    assertWhole: () =>
      assert.equal(
        names.flatMap(name => halvesIn(treeOf(name))),
        [],
        'neither old nor new',
      ),
    progress: name => progressOf(treeOf(name)),
    assertConverges: async (...words) => {
      await play30(['--lock-wait', '30', ...words])
      assert.equal(
        names.map(name => describe(treeOf(name))),
        wanted,
        'the trees after one more run',
      )
      const { output } = await play30(words)
      for (const name of names) assert.is(talliesOf(output)[name]?.changed, 0, output)
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The counts of a run for each host, from its ndjson output; empty if the run did not end. */
export function talliesOf(output: string): Readonly<Record<string, Tally>> {
  const end = output.split('\n').find(line => line.startsWith('{"type":"run.end"'))
  return end === undefined ? {} : JSON.parse(end).hosts
}

/** The files that are neither as before the run nor as a task writes them. */
function halvesIn(tree: string): string[] {
  const known = Object.entries(VERSIONS).map(
    ([path, versions]) => [path, versions.map(content => digestOf(content))] as const,
  )
  const halves = known.filter(([path, digests]) => !digests.includes(digestAt(join(tree, path))))
  return halves.map(([path]) => join(tree, path))
}

function progressOf(tree: string): 'old' | 'new' | 'between' {
  const isAt = (nth: number): boolean =>
    Object.entries(VERSIONS).every(
      ([path, versions]) => digestOf(versions.at(nth) ?? null) === digestAt(join(tree, path)),
    )
  if (isAt(0)) return 'old'
  return isAt(-1) ? 'new' : 'between'
}

/**
 * Everything below a folder, one line each: path, mode and content. A leftover file would be an additional
 * line.
 */
function describe(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return paths.map(path => {
    const found = lstatSync(join(folder, path))
    return `${path} ${(found.mode & 0o7777).toString(8)} ${contentOf(found, join(folder, path))}`
  })
}

function contentOf(found: Stats, path: string): string {
  if (found.isSymbolicLink()) return readlinkSync(path)
  return found.isFile() ? digestAt(path) : 'directory'
}

function digestAt(path: string): string {
  try {
    return digestOf(readFileSync(path))
  } catch {
    return digestOf(null)
  }
}

function digestOf(content: string | Buffer | null): string {
  return content === null ? 'nothing' : createHash('sha256').update(content).digest('hex')
}

function variablesOf({ address, port, user, privateKeyFile, knownHostsFile, sshArgs }: Target): object {
  return {
    address,
    port,
    user,
    private_key_file: privateKeyFile,
    known_hosts_file: knownHostsFile,
    ...(sshArgs.length === 0 ? {} : { ssh_args: sshArgs }),
  }
}

/** The numbers from 1 to n. */
function firsts(n: number): number[] {
  return Array.from({ length: n }, (_, nth) => nth + 1)
}

/** The first n lines that the play adds to a file. */
function lines(n: number): string {
  return firsts(n)
    .map(each => `line ${each}\n`)
    .join('')
}
