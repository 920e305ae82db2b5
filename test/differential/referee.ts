import { spawnSync } from 'node:child_process'
import {
  type Dirent,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { recordedOr } from './recorded.ts'

/** The outcome of a playbook with one tool: the results of each host, and the files that it wrote. */
export interface Outcome {
  /** The statuses of each host's tasks in all runs, in order, with the message of a `debug` or `fail`. */
  readonly hosts: Readonly<Record<string, readonly string[]>>
  /** The mode and content of each file, by its path below the folders of the hosts. */
  readonly files: Readonly<Record<string, string>>
  readonly hasFailed: boolean
}

const HOSTS = ['a', 'b', 'c']

/**
 * Runs the same text of a playbook with a tool, on three local hosts, each with its own folder `{{dir}}`. Both tools
 * get the same inventory and start with the same files. `beside` are files next to the playbook.
 */
export function play(
  tool: 'ansible' | 'drover',
  playbook: string,
  runs = 1,
  beside: Readonly<Record<string, string>> = {},
): Outcome {
  const files = { ...beside, 'site.yml': playbook, 'hosts.yml': inventory('ROOT/hosts') }
  return playFiles(tool, files, { runs })
}

interface Options {
  readonly runs?: number
  readonly inventory?: string
  readonly args?: readonly string[]
  /** Whether Jinja keeps the types of values, as Handlebars and CEL do. */
  readonly isNative?: boolean
}

/** Runs `site.yml` of a set of files, in which ROOT stands for their folder. Hosts may write to `ROOT/hosts/NAME`. */
export function playFiles(
  tool: 'ansible' | 'drover',
  files: Readonly<Record<string, string>>,
  options: Options = {},
): Outcome {
  const run = (): Outcome => runFiles(tool, files, options)
  return tool === 'ansible' ? recordedOr({ files, options, callback: CALLBACK }, run) : run()
}

function runFiles(
  tool: 'ansible' | 'drover',
  files: Readonly<Record<string, string>>,
  { runs = 1, inventory = 'hosts.yml', args = [], isNative = false }: Options,
): Outcome {
  const root = mkdtempSync(join(tmpdir(), `drover-${tool}-`))
  try {
    for (const host of HOSTS) mkdirSync(join(root, 'hosts', host), { recursive: true })
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), content.replaceAll('ROOT', root))
    }
    const hosts: Record<string, string[]> = {}
    let hasFailed = false
    const words = ['-i', inventory, ...args, 'site.yml']
    for (let run = 0; run < runs; run += 1) {
      const done = tool === 'ansible' ? runAnsible(root, words, isNative) : runDrover(root, words)
      for (const [host, words] of Object.entries(done.hosts)) hosts[host] = [...(hosts[host] ?? []), ...words]
      hasFailed = done.status !== 0
    }
    return { hosts, files: filesBelow(join(root, 'hosts')), hasFailed }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function inventory(folder: string): string {
  const hosts = HOSTS.map(host => `    ${host}: { ansible_connection: local, dir: ${join(folder, host)} }`)
  return `all:\n  hosts:\n${hosts.join('\n')}\n`
}

/** A callback plugin that prints one line per result, because ansible-core has none with machine-readable output. */
const CALLBACK = `
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'results'

    def say(self, result, status):
        if result._task.action in ('meta', 'ansible.builtin.meta', 'include_tasks'):
            return
        msg = result._result.get('msg')
        is_told = result._task.action in ('debug', 'fail') and 'results' not in result._result and msg
        words = status + (':' + str(msg).replace(' ', '_') if is_told else '')
        print('RESULT %s %s' % (result._host.get_name(), words), flush=True)

    def v2_runner_on_ok(self, result, **kwargs):
        self.say(result, 'changed' if result._result.get('changed') else 'ok')

    def v2_runner_on_failed(self, result, **kwargs):
        self.say(result, 'failed')

    def v2_runner_on_skipped(self, result):
        self.say(result, 'skipped')

    def v2_runner_on_unreachable(self, result):
        self.say(result, 'unreachable')
`

function runAnsible(
  root: string,
  words: readonly string[],
  isNative: boolean,
): { hosts: Record<string, string[]>; status: number | null } {
  mkdirSync(join(root, 'callback_plugins'), { recursive: true })
  writeFileSync(join(root, 'callback_plugins/results.py'), CALLBACK)
  const { stdout, stderr, status } = spawnSync('ansible-playbook', words, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: {
      ...process.env,
      ANSIBLE_STDOUT_CALLBACK: 'results',
      ANSIBLE_CALLBACK_PLUGINS: join(root, 'callback_plugins'),
      ANSIBLE_GATHERING: 'explicit',
      ANSIBLE_JINJA2_NATIVE: String(isNative),
      ANSIBLE_LOCALHOST_WARNING: 'False',
      ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
      LC_ALL: 'C.UTF-8',
    },
  })
  const hosts: Record<string, string[]> = {}
  for (const [, host = '', word = ''] of stdout.matchAll(/^RESULT (\S+) (\S+)$/gm))
    hosts[host] = [...(hosts[host] ?? []), word]
  if (Object.keys(hosts).length === 0)
    throw new Error(`ansible-playbook said nothing of its results:\n${stdout}${stderr}`)
  return { hosts, status }
}

function runDrover(
  root: string,
  words: readonly string[],
): { hosts: Record<string, string[]>; status: number | null } {
  const command = join(import.meta.dirname, '../../dist/run.cjs')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [command, 'playbook', '-o', 'ndjson', ...words],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    },
  )
  if (status === 1) throw new Error(`run playbook refused the playbook:\n${stderr}`)
  const hosts: Record<string, string[]> = {}
  for (const line of stdout.split('\n').filter(Boolean)) {
    const event = JSON.parse(line) as {
      type: string
      host: string
      status: string
      item?: string
      taskType: string
      message?: string
      outputs: { readonly results?: unknown }
    }
    const isNone = event.taskType === 'meta' || event.taskType === 'include_tasks'
    if (event.type !== 'task.result' || event.item !== undefined || isNone) continue
    const hasSaid = /debug|fail/.test(event.taskType) && !event.outputs.results && event.status !== 'skipped'
    // The reason why a failed task was retried precedes its message.
    const message = event.message?.replace(/^`until` was not true after \d+ attempts: /, '')
    const said = hasSaid && message ? `:${message.replaceAll(' ', '_')}` : ''
    hosts[event.host] = [...(hosts[event.host] ?? []), `${event.status}${said}`]
  }
  return { hosts, status }
}

function contentOf(entry: Dirent, path: string): string {
  if (entry.isSymbolicLink()) return `-> ${readlinkSync(path)}`
  return entry.isFile() ? readFileSync(path, 'latin1') : 'directory'
}

function filesBelow(root: string): Record<string, string> {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).map(entry => {
    const path = join(entry.parentPath, entry.name)
    const mode = (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o7777
    const content = contentOf(entry, path).replaceAll(root, '')
    return [relative(root, path), `${entry.isSymbolicLink() ? '' : mode.toString(8)} ${content}`] as const
  })
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}
