import { execFileSync, spawnSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { isRecorded, recordedOr } from '../recorded.ts'

/** A case that both tools run twice, in its own folder. */
export interface ModuleRow {
  readonly name: string
  /** A `sh` script that prepares the folder, run in that folder. */
  readonly before?: string
  /** A list of tasks as YAML text; `{{ dir }}` is the folder. If a task fails, the following ones still run. */
  readonly tasks: string
  /** The reason for a deliberate difference: then the outcomes must differ. */
  readonly differs?: string
}

/** The outcome of a row with one tool. */
export interface RowOutcome {
  /** The status of each task, run by run; for `debug` and `fail` also the message. */
  readonly runs: readonly (readonly string[])[]
  /** After each run: the mode and content of each path below the folder. */
  readonly trees: readonly Readonly<Record<string, string>>[]
}

type Tool = 'ansible' | 'drover'

const RUNS = 2

/**
 * The outcomes of rows by their names. All rows run in one process of the tool for each run; of Ansible's, only those without a record
 * (see `recordedOr`). `within` are words that start a tool in namespaces of its own.
 */
export function outcomesOf(
  tool: Tool,
  rows: readonly ModuleRow[],
  within: readonly string[] = [],
): Readonly<Record<string, RowOutcome>> {
  if (tool === 'drover') return runRows(tool, rows, within)
  const input = ({ name, before = '', tasks }: ModuleRow) => ({
    name,
    before,
    tasks,
    callback: CALLBACK,
    runs: RUNS,
  })
  let fresh: Record<string, RowOutcome> | undefined
  const run = (name: string): RowOutcome => {
    fresh ??= runRows(
      tool,
      rows.filter(row => !isRecorded(input(row))),
      within,
    )
    return fresh[name] as RowOutcome
  }
  return Object.fromEntries(rows.map(row => [row.name, recordedOr(input(row), () => run(row.name))]))
}

function runRows(
  tool: Tool,
  rows: readonly ModuleRow[],
  within: readonly string[],
): Record<string, RowOutcome> {
  const root = mkdtempSync(join(tmpdir(), 'drover-modules-'))
  try {
    const folders = rows.map((_, nth) => join(root, 'rows', String(nth)))
    for (const [nth, folder] of folders.entries()) {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      const { before } = rows[nth] as ModuleRow
      if (before !== undefined) execFileSync('/bin/sh', ['-euc', `umask 022; ${before}`], { cwd: folder })
    }
    writeFileSync(
      join(root, 'site.yml'),
      rows.map((row, nth) => playOf(row, nth, folders[nth] ?? '')).join(''),
    )
    writeFileSync(join(root, 'hosts.yml'), 'all:\n  hosts:\n    node: { ansible_connection: local }\n')
    const outcomes = rows.map(() => ({ runs: [] as string[][], trees: [] as Record<string, string>[] }))
    for (let run = 0; run < RUNS; run += 1) {
      const statuses = tool === 'ansible' ? runAnsible(root, within) : runDrover(root, within)
      for (const [nth, outcome] of outcomes.entries()) {
        outcome.runs.push(
          (statuses.get(nth) ?? []).map(status => status.replaceAll(folders[nth] ?? '', 'DIR')),
        )
        outcome.trees.push(treeOf(folders[nth] ?? ''))
      }
    }
    return Object.fromEntries(rows.map(({ name }, nth) => [name, outcomes[nth] as RowOutcome]))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function playOf({ tasks }: ModuleRow, nth: number, folder: string): string {
  return `- name: row-${nth}
  hosts: all
  gather_facts: false
  ignore_errors: true
  vars: { dir: ${folder} }
  tasks:
${dedent(tasks).replace(/^(?=.)/gm, '    ')}
`
}

/** Removes the indentation of the first line from all lines, and empty lines at both ends. */
function dedent(text: string): string {
  const lines = text.replace(/^\s*\n/, '').trimEnd()
  const [, indentation = ''] = /^( *)/.exec(lines) ?? []
  return lines.replace(new RegExp(`^${indentation}`, 'gm'), '')
}

/** A callback plugin that prints one line for each result, with the number of its row. */
const CALLBACK = `
import json
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'rows'

    def v2_playbook_on_play_start(self, play):
        print('ROW ' + play.get_name(), flush=True)

    def say(self, result, status):
        msg = result._result.get('msg')
        shows = result._task.action in ('debug', 'fail') and 'results' not in result._result and msg
        words = status + (': ' + str(msg) if shows else '')
        print('RESULT ' + json.dumps(words), flush=True)

    def v2_runner_on_ok(self, result, **kwargs):
        self.say(result, 'changed' if result._result.get('changed') else 'ok')

    def v2_runner_on_failed(self, result, **kwargs):
        self.say(result, 'failed')

    def v2_runner_on_skipped(self, result):
        self.say(result, 'skipped')
`

function runAnsible(root: string, within: readonly string[]): Map<number, string[]> {
  mkdirSync(join(root, 'callback_plugins'), { recursive: true })
  writeFileSync(join(root, 'callback_plugins/rows.py'), CALLBACK)
  const [program = '', ...words] = [
    ...startIn(root, within),
    'ansible-playbook',
    '-i',
    'hosts.yml',
    'site.yml',
  ]
  const { stdout, stderr } = spawnSync(program, words, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: {
      ...process.env,
      ANSIBLE_STDOUT_CALLBACK: 'rows',
      ANSIBLE_CALLBACK_PLUGINS: join(root, 'callback_plugins'),
      ANSIBLE_LOCALHOST_WARNING: 'False',
      ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
      LC_ALL: 'C.UTF-8',
    },
  })
  const statuses = new Map<number, string[]>()
  let row = -1
  for (const line of stdout.split('\n')) {
    if (line.startsWith('ROW ')) row = Number(line.slice('ROW row-'.length))
    else if (line.startsWith('RESULT ')) add(statuses, row, JSON.parse(line.slice('RESULT '.length)))
  }
  if (statuses.size === 0) throw new Error(`ansible-playbook printed no results:\n${stdout}${stderr}`)
  return statuses
}

/** A program in a new mount namespace starts in the root directory. */
function startIn(folder: string, within: readonly string[]): readonly string[] {
  return within.length === 0 ? [] : [...within, 'env', '-C', folder]
}

interface DroverEvent {
  readonly type: string
  readonly play?: string
  readonly status: string
  readonly item?: string
  readonly taskType: string
  readonly message?: string
}

function runDrover(root: string, within: readonly string[]): Map<number, string[]> {
  const command = join(import.meta.dirname, '../../../dist/run.cjs')
  const started = [process.execPath, command, 'playbook', '-o', 'ndjson', '-i', 'hosts.yml', 'site.yml']
  const [program = '', ...words] = [...startIn(root, within), ...started]
  const { stdout, stderr, status } = spawnSync(program, words, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (status === 1) throw new Error(`run playbook refused the rows:\n${stderr}`)
  const statuses = new Map<number, string[]>()
  let row = -1
  for (const line of stdout.split('\n').filter(Boolean)) {
    const event = JSON.parse(line) as DroverEvent
    if (event.type === 'play.start') row = Number(event.play?.slice('row-'.length))
    if (event.type !== 'task.result' || event.item !== undefined) continue
    const shows = /^(debug|fail)$/.test(event.taskType) && event.status !== 'skipped' && event.message
    add(statuses, row, `${event.status}${shows ? `: ${event.message}` : ''}`)
  }
  return statuses
}

function add(statuses: Map<number, string[]>, row: number, status: string): void {
  statuses.set(row, [...(statuses.get(row) ?? []), status])
}

/** Names of backups contain a time; those of Ansible also contain a process ID. */
const BACKUP = /\.(\d+\.)?\d{4}-\d\d-\d\d[T@]?[\d:]+Z?~$/

function treeOf(folder: string): Record<string, string> {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => {
    const path = join(folder, name)
    const state = lstatSync(path)
    const mode = (state.mode & 0o7777).toString(8).padStart(4, '0')
    const shown = relative(folder, path).replace(BACKUP, '.BACKUP')
    if (state.isSymbolicLink()) return [shown, `-> ${readlinkSync(path).replaceAll(folder, 'DIR')}`] as const
    if (!state.isFile()) return [shown, `${mode} ${state.isDirectory() ? 'directory' : 'special'}`] as const
    return [shown, `${mode} ${readFileSync(path, 'latin1').replaceAll(folder, 'DIR')}`] as const
  })
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}
