import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent, TaskResultEvent } from '../../src/engine/state/events.ts'
import { runPlaybooks } from '../../src/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-after-'))
const root = join(folder, 'root')
test.after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'templates'))
writeFileSync(join(folder, 'templates/t.hbs'), 'value {{value}}\n')
mkdirSync(join(folder, 'files/tree'), { recursive: true })
writeFileSync(join(folder, 'files/tree/leaf'), 'leaf')

/** The first tasks of every play: a value that only the run knows, and a text made from it. */
const TOKEN = [
  { name: 'ask', command: 'printf "%s" 0640', register: 'token', changed_when: false },
  { set_fact: { value: '{{token.stdout}}' } },
  { command: 'printf absent', register: 'word', changed_when: false },
  { command: 'printf hostname', register: 'name', changed_when: false },
]

type Prepare = (root: string) => void

/**
 * One play. In a dry run it has its own host, so that its predictions do not affect the others. `@` stands
 * for its directory.
 */
interface Case {
  readonly tasks: readonly object[]
  readonly handlers?: readonly object[]
  readonly prepare?: Prepare | undefined
}

/** The results of the tasks of each case, all in one run. */
async function resultsOf(cases: readonly Case[], check: boolean): Promise<TaskResultEvent[][]> {
  rmSync(root, { recursive: true, force: true })
  const hosts: Record<string, object> = {}
  const plays = cases.map(({ tasks, handlers = [], prepare }, nth) => {
    const [name, own] = [check ? `host${nth}` : 'host', join(root, String(nth))]
    hosts[name] = { connection: check ? `env HOST=${nth}` : 'local' }
    mkdirSync(own, { recursive: true })
    prepare?.(own)
    const play = { name: String(nth), hosts: name, handlers, tasks: [...TOKEN, ...tasks] }
    return JSON.parse(JSON.stringify(play).replaceAll('@', own))
  })
  writeFileSync(join(folder, 'hosts.yml'), JSON.stringify({ all: { hosts } }))
  writeFileSync(join(folder, 'site.yml'), JSON.stringify(plays))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [join(folder, 'site.yml')], inventory: [join(folder, 'hosts.yml')], check, diff: true },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead: true, persist: false },
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  const results: TaskResultEvent[][] = []
  for (const event of events) {
    if (event.type === 'play.start') results.push([])
    if (event.type === 'task.result' && event.item === undefined) results.at(-1)?.push(event)
  }
  return results.map(each => each.slice(TOKEN.length))
}

/** A task with a value that is unknown in a dry run, the predicted status, and the initial state. */
const ROWS: readonly (readonly [
  title: string,
  task: object,
  told: 'changed' | 'ok' | 'skipped' | 'unknown' | 'failed',
  prepare?: Prepare,
])[] = [
  ['content for a missing file', { copy: { dest: '@/f', content: '{{value}}' } }, 'changed'],
  [
    'content for an existing file',
    { copy: { dest: '@/f', content: '{{value}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, '0640'),
  ],
  [
    'content for a file with a different mode',
    { copy: { dest: '@/f', content: '{{value}}', mode: '0600' } },
    'changed',
    root => writeFileSync(`${root}/f`, '0640'),
  ],
  [
    'content for a link, which is replaced by a file',
    { copy: { dest: '@/l', content: '{{value}}' } },
    'unknown',
    root => symlinkSync('f', `${root}/l`),
  ],
  [
    'content with `force: false` for an existing file',
    { copy: { dest: '@/f', content: '{{value}}', force: false } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  ['a mode for a missing file', { copy: { dest: '@/f', content: 'x', mode: '{{value}}' } }, 'changed'],
  [
    'a mode for a file with other content',
    { copy: { dest: '@/f', content: 'y', mode: '{{value}}' } },
    'changed',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a mode for a file with the same content',
    { copy: { dest: '@/f', content: 'x', mode: '{{value}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  ['an owner for a missing file', { copy: { dest: '@/f', content: 'x', owner: '{{token.rc}}' } }, 'changed'],
  ['a template with an unknown variable', { template: { src: 't.hbs', dest: '@/f' } }, 'changed'],
  [
    'a template for an existing file',
    { template: { src: 't.hbs', dest: '@/f' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'value 0640\n'),
  ],
  ['a tree with an unknown owner', { copy: { src: 'tree', dest: '@/', owner: '{{token.rc}}' } }, 'changed'],
  ['a line for a missing file', { lineinfile: { path: '@/f', line: '{{value}}', create: true } }, 'changed'],
  [
    'a line for an existing file',
    { lineinfile: { path: '@/f', line: '{{value}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, '0640\n'),
  ],
  [
    'an existing line, wherever it would be inserted',
    { lineinfile: { path: '@/f', line: 'x', insertafter: '{{value}}' } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x\n'),
  ],
  [
    'a missing line, wherever it is inserted',
    { lineinfile: { path: '@/f', line: 'y', insertafter: '{{value}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x\n'),
  ],
  [
    'a mode for a missing directory',
    { file: { path: '@/d', state: 'directory', mode: '{{value}}' } },
    'changed',
  ],
  [
    'a mode for an existing directory',
    { file: { path: '@/d', state: 'directory', mode: '{{value}}' } },
    'unknown',
    root => mkdirSync(`${root}/d`),
  ],
  [
    'an owner, and a mode that differs',
    { file: { path: '@/f', mode: '0600', owner: '{{token.rc}}' } },
    'changed',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a mode for a file to be removed',
    { file: { path: '@/f', state: 'absent', mode: '{{value}}' } },
    'changed',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a mode for a file that is already absent',
    { file: { path: '@/f', state: 'absent', mode: '{{value}}' } },
    'ok',
  ],
  [
    'the target of a missing link',
    { file: { path: '@/l', state: 'link', src: '{{value}}', force: true } },
    'changed',
  ],
  [
    'the target of an existing link',
    { file: { path: '@/l', state: 'link', src: '{{value}}', force: true } },
    'unknown',
    root => symlinkSync('0640', `${root}/l`),
  ],
  [
    'modes below a directory',
    { file: { path: '@', state: 'directory', recurse: true, mode: 'u=rwX', owner: '{{token.rc}}' } },
    'changed',
    root => {
      writeFileSync(`${root}/f`, 'x')
      chmodSync(`${root}/f`, 0o070)
    },
  ],
  [
    'a state',
    { file: { path: '@/f', state: '{{word.stdout}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  ['a path', { copy: { dest: '@/{{value}}', content: 'x' } }, 'unknown'],
  ['the arguments of a command', { command: 'printf %s {{value}}' }, 'changed'],
  [
    'the arguments of a command whose `creates` file exists',
    { command: 'printf %s {{value}}', args: { creates: '@' } },
    'ok',
  ],
  ['the `creates` file of a command', { command: 'printf x', args: { creates: '@/{{value}}' } }, 'unknown'],
  [
    'a shell command line and its environment',
    { shell: 'printf %s "$V" {{value}}', environment: { V: '{{value}}' } },
    'changed',
  ],
  ['the message of debug', { debug: { msg: 'it is {{value}}' } }, 'ok'],
  ['the message of fail', { fail: { msg: 'it is {{value}}' }, ignore_errors: true }, 'failed'],
  ['a variable', { set_fact: { other: '{{value}}' } }, 'ok'],
  ['the condition of assert', { assert: { that: ['value == "0640"'] } }, 'unknown'],
  ['a condition', { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' }, 'unknown'],
  ['a URL for a missing file', { get_url: { url: 'file:///etc/{{name.stdout}}', dest: '@/f' } }, 'changed'],
  [
    'a URL for an existing file',
    { get_url: { url: 'https://localhost/{{value}}', dest: '@/f' } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
]

test('a dry run predicts changes that are certain whatever the unknown value is, and the run confirms them', async () => {
  const cases = ROWS.map(([, task, , prepare]) => ({ tasks: [{ ...task, ignore_errors: true }], prepare }))
  const predicted = await resultsOf(cases, true)
  const real = await resultsOf(cases, false)
  for (const [nth, [title, , told]] of ROWS.entries()) {
    const [was, is] = [predicted[nth]?.[0], real[nth]?.[0]]
    assert.is(was?.status, told, `${title}: ${was?.message}`)
    if (told !== 'unknown') assert.is(is?.status, told, `${title}, in the run: ${is?.message}`)
    else assert.ok(is?.status === 'ok' || is?.status === 'changed', `${title}, in the run: ${is?.message}`)
  }
})

test('a value that is known only after apply is shown as such in its field', async () => {
  const task = { copy: { dest: '@/f', content: '{{value}}', mode: '0600' } }
  const [[result] = []] = await resultsOf([{ tasks: [task] }], true)
  assert.equal(result?.changes, [
    {
      ...{ resource: `file:${root}/0/f`, action: 'create', before: null },
      after: {
        state: 'file',
        mode: '0600',
        size: '(known after apply)',
        sha256: '(known after apply)',
      },
    },
  ])
})

test('tasks that depend on a certain change are predicted: handlers and conditions', async () => {
  const tasks = [
    { copy: { dest: '@/f', content: '{{value}}' }, register: 'made', notify: 'tell' },
    { copy: { dest: '@/g', content: 'x' }, when: 'made.changed' },
    { stat: { path: '@/f' }, register: 'seen' },
    { copy: { dest: '@/h', content: 'x' }, when: 'seen.stat.exists' },
    { copy: { dest: '@/i', content: 'x' }, when: 'seen.stat.checksum == "1"' },
    { copy: { dest: '@/j', src: '@/f', remote_src: true } },
  ]
  const handlers = [{ name: 'tell', copy: { dest: '@/told', content: 'x' } }]
  const [results = []] = await resultsOf([{ tasks, handlers }], true)
  const statuses = results.map(({ status }) => status)
  assert.equal(statuses, ['changed', 'changed', 'ok', 'changed', 'unknown', 'changed', 'changed'])
})

/**
 * A task with an unknown result, a task after it that probes what the first may have made, and the predicted
 * status of that.
 */
const DOUBTS: readonly (readonly [
  title: string,
  first: object,
  second: object,
  told: 'changed' | 'ok' | 'skipped' | 'unknown',
  prepare?: Prepare,
])[] = [
  [
    'a file that may be created is not reported as missing',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { stat: { path: '@/f' } },
    'unknown',
  ],
  [
    'nor is a file below a directory in which much may be created',
    { copy: { dest: '@/d', src: '{{value}}' } },
    { stat: { path: '@/d/a/b' } },
    'unknown',
  ],
  [
    'a file next to it is probed as usual',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { stat: { path: '@/g' } },
    'ok',
  ],
  [
    'an existing file still exists',
    { copy: { dest: '@/f', content: '{{value}}' } },
    { file: { path: '@/f', state: 'absent' } },
    'changed',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'its content is unknown',
    { copy: { dest: '@/f', content: '{{value}}' } },
    { copy: { dest: '@/f', content: 'x' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a file that may be removed may be missing',
    { file: { path: '@/f', state: 'absent' }, when: 'value == "0640"' },
    { file: { path: '@/f', state: 'absent' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a directory that may be created may exist',
    { file: { path: '@/d/e', state: 'directory' }, when: 'value == "0640"' },
    { stat: { path: '@/d' } },
    'unknown',
  ],
  [
    'a loop over an unknown list may create anything',
    { copy: { dest: '{{item}}', content: 'x' }, loop: '{{token.stdout_lines}}' },
    { stat: { path: '@/f' } },
    'unknown',
  ],
  ['a command may create anything', { command: 'true' }, { stat: { path: '@/f' } }, 'unknown'],
  [
    'a command that may be skipped may create anything',
    { command: 'true', when: 'value == "0640"' },
    { stat: { path: '@/f' } },
    'unknown',
  ],
  [
    'a command with `changed_when: false` creates nothing',
    { command: 'true', changed_when: false },
    { stat: { path: '@/f' } },
    'ok',
  ],
  [
    'an existing file still exists after a command',
    { command: 'true' },
    { stat: { path: '@/f' } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a task that only probes creates nothing',
    { stat: { path: '@/{{value}}' } },
    { stat: { path: '@/f' } },
    'ok',
  ],
  [
    'with a recursive owner, files keep their content and mode',
    { file: { path: '@', state: 'directory', recurse: true, owner: '{{token.rc}}' } },
    { copy: { dest: '@/f', content: 'x' } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a `creates` file that may be created',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { command: 'true', args: { creates: '@/f' } },
    'unknown',
  ],
  [
    'a `creates` pattern that may match such a file',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { command: 'true', args: { creates: '@/*' } },
    'unknown',
  ],
  [
    'a script that names such a file',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { probe: 'test -e @/f' },
    'unknown',
  ],
]

test('what a task with an unknown result may make or change is unknown to later tasks', async () => {
  const cases = DOUBTS.map(([, first, second, , prepare]) => ({
    tasks: [{ ...first, ignore_errors: true }, second],
    prepare,
  }))
  const results = await resultsOf(cases, true)
  for (const [nth, [title, , , told]] of DOUBTS.entries())
    assert.is(results[nth]?.[1]?.status, told, `${title}: ${results[nth]?.[1]?.message}`)
})

test.run()
