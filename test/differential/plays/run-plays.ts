import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { floatJson, parseFloatJson } from '../../../src/base/float-json.ts'
import type { RunEvent } from '../../../src/engine/state/events.ts'
import { recordedOr } from '../recorded.ts'

/**
 * Plays in Ansible's language, by what they show: all keywords but `name` and `hosts`. `hosts` is `all` and `gather_facts` false unless a
 * play sets it.
 */
export type Plays = Readonly<Record<string, string>>

/** By play and host, the outcome of each task in order: `name status`, and the message of `debug` and `fail`. */
type Outcome = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

interface Options {
  readonly files?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** Settings of `ansible.cfg`. */
  readonly settings?: string
}

/** Tests that each play has the same results in both tools. The plays share one process of each tool; a host that failed takes part in the next play again. */
export function testPlays(plays: Plays, { files = {}, args = [], settings = '' }: Options = {}): void {
  const all = {
    ...files,
    'hosts.yml': INVENTORY,
    'ansible.cfg': `[defaults]\nroles_path = roles\n${settings}`,
    'site.yml': Object.entries(plays)
      .map(([name, play]) => playText(name, play))
      .join(''),
  }
  const theirs = recordedOr({ files: all, args, callback: CALLBACK }, () =>
    withFolder(all, folder => byAnsible(folder, args)),
  )
  const ours = withFolder(all, folder => byDrover(folder, args))
  for (const name of Object.keys(plays)) {
    test(name, () => assert.equal(ours[name], theirs[name]))
  }
}

const INVENTORY = `
all:
  vars: { of_all: all, level: all }
  hosts:
    a: { ansible_connection: local, level: host a }
    b: { ansible_connection: local }
    c: { ansible_connection: local }
  children:
    web: { hosts: { a: {}, b: {} }, vars: { level: web, of_web: web } }
    db: { hosts: { c: {} }, vars: { of_db: db } }
`

/** Each play has a folder for its files, `{{ playbook_dir }}/hosts/NAME`. */
const HOSTS = ['a', 'b', 'c']

const CLEAR = '- { name: clear, hosts: all, gather_facts: false, tasks: [{ meta: clear_host_errors }] }\n'

function playText(name: string, play: string): string {
  const hosts = /^hosts:/m.test(play) ? '' : '  hosts: all\n'
  const gathers = /^gather_facts:/m.test(play) ? '' : '  gather_facts: false\n'
  const body = play.trim().replace(/^(?=.)/gm, '  ')
  return `- name: ${JSON.stringify(name)}\n${hosts}${gathers}${body}\n${CLEAR}`
}

function withFolder<T>(files: Readonly<Record<string, string>>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'drover-plays-'))
  try {
    for (const host of HOSTS) mkdirSync(join(folder, 'hosts', host), { recursive: true })
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A callback plugin that prints one JSON line for each result, and one for each play. */
const CALLBACK = `
import json
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'lines'

    def v2_playbook_on_play_start(self, play):
        print('LINE ' + json.dumps({'play': play.get_name()}), flush=True)

    def say(self, result, status):
        task = result._task
        said = result._result.get('msg') if 'results' not in result._result else None
        print('LINE ' + json.dumps({'host': result._host.get_name(), 'name': task.get_name(), 'action': task.action.split('.')[-1],
              'status': status, 'msg': said if isinstance(said, str) else json.dumps(said, separators=(',', ':'))}), flush=True)

    def v2_runner_on_ok(self, result, **kwargs):
        self.say(result, 'changed' if result._result.get('changed') else 'ok')

    def v2_runner_on_failed(self, result, **kwargs):
        self.say(result, 'failed')

    def v2_runner_on_skipped(self, result):
        self.say(result, 'skipped')

    def v2_runner_on_unreachable(self, result):
        self.say(result, 'unreachable')
`

interface Line {
  readonly play?: string
  readonly host: string
  readonly name: string
  readonly action: string
  readonly status: string
  readonly msg?: string | undefined
}

/** Results that only one of the tools reports as a task. */
const SILENT = /^(meta|include_tasks|include_role|include|add_host|group_by|gather_facts)$/

function outcomeOf(lines: readonly Line[]): Outcome {
  const outcome: Record<string, Record<string, string[]>> = {}
  let hosts: Record<string, string[]> = {}
  for (const { play, host, name, action, status, msg } of lines) {
    if (play !== undefined) {
      hosts = outcome[play] ?? {}
      outcome[play] = hosts
    } else if (!SILENT.test(action)) {
      const isSaid =
        /^(debug|fail)$/.test(action) && (status === 'ok' || status === 'changed' || action === 'fail')
      const said = isSaid && status !== 'skipped' && msg !== undefined && msg !== 'null' ? `: ${msg}` : ''
      const own = hosts[host] ?? []
      own.push(`${name} ${status}${said}`)
      hosts[host] = own
    }
  }
  return outcome
}

function byAnsible(folder: string, args: readonly string[]): Outcome {
  mkdirSync(join(folder, 'callback_plugins'))
  writeFileSync(join(folder, 'callback_plugins/lines.py'), CALLBACK)
  const { stdout, stderr } = spawnSync('ansible-playbook', ['-i', 'hosts.yml', ...args, 'site.yml'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: {
      ...process.env,
      ANSIBLE_STDOUT_CALLBACK: 'lines',
      ANSIBLE_CALLBACK_PLUGINS: join(folder, 'callback_plugins'),
      ANSIBLE_LOCALHOST_WARNING: 'False',
      ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
      LC_ALL: 'C.UTF-8',
    },
  })
  const lines = [...stdout.matchAll(/^LINE (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as Line)
  if (lines.length === 0) throw new Error(`ansible-playbook said nothing of its results:\n${stdout}${stderr}`)
  return outcomeOf(lines)
}

function byDrover(folder: string, args: readonly string[]): Outcome {
  const command = join(import.meta.dirname, '../../../dist/run.cjs')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [command, 'playbook', '-o', 'ndjson', '-i', 'hosts.yml', ...args, 'site.yml'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 << 20 },
  )
  if (status === 1) throw new Error(`run playbook refused the playbook:\n${stderr}`)
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map(line => parseFloatJson(line) as RunEvent)
    .flatMap((event): Line[] => {
      if (event.type === 'play.start')
        return [{ play: event.play, host: '', name: '', action: '', status: '' }]
      if (event.type !== 'task.result' || event.item !== undefined) return []
      const isLooped = event.outputs.results !== undefined
      const { msg } = event.outputs
      const message = event.taskType === 'debug' ? undefined : event.message
      const said = typeof msg === 'string' || msg === undefined ? (msg ?? message) : floatJson(msg)
      return [{ ...event, action: event.taskType, msg: isLooped ? undefined : said }]
    })
  return outcomeOf(lines)
}
