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

/** What every play begins with: a value that only the run knows, and a text that it is made of. */
const TOKEN = [
  { name: 'ask', command: 'printf "%s" 0640', register: 'token', changed_when: false },
  { set_fact: { value: '{{token.stdout}}' } },
  { command: 'printf absent', register: 'word', changed_when: false },
  { command: 'printf hostname', register: 'name', changed_when: false },
]

type Prepare = (root: string) => void

/** One play; in a dry run on a host of its own: what one foretells is nothing to the others. `@` stands for its directory. */
interface Case {
  readonly tasks: readonly object[]
  readonly handlers?: readonly object[]
  readonly prepare?: Prepare | undefined
}

/** How the tasks of each case ended, all in one run. */
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

/** A task with a value that is unknown in a dry run, what is there before, and what the dry run can tell of it. */
const ROWS: readonly (readonly [
  title: string,
  task: object,
  told: 'changed' | 'ok' | 'skipped' | 'unknown' | 'failed',
  prepare?: Prepare,
])[] = [
  ['content for a file that is not there', { copy: { dest: '@/f', content: '{{value}}' } }, 'changed'],
  [
    'content for a file that is there',
    { copy: { dest: '@/f', content: '{{value}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, '0640'),
  ],
  [
    'content for a file whose mode is another',
    { copy: { dest: '@/f', content: '{{value}}', mode: '0600' } },
    'changed',
    root => writeFileSync(`${root}/f`, '0640'),
  ],
  [
    'content for a link, which a file replaces',
    { copy: { dest: '@/l', content: '{{value}}' } },
    'unknown',
    root => symlinkSync('f', `${root}/l`),
  ],
  [
    'content that is not to replace what is there',
    { copy: { dest: '@/f', content: '{{value}}', force: false } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a mode for a file that is not there',
    { copy: { dest: '@/f', content: 'x', mode: '{{value}}' } },
    'changed',
  ],
  [
    'a mode for a file with other content',
    { copy: { dest: '@/f', content: 'y', mode: '{{value}}' } },
    'changed',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a mode for a file with that content',
    { copy: { dest: '@/f', content: 'x', mode: '{{value}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'an owner for a file that is not there',
    { copy: { dest: '@/f', content: 'x', owner: '{{token.rc}}' } },
    'changed',
  ],
  ['a template with an unknown variable', { template: { src: 't.hbs', dest: '@/f' } }, 'changed'],
  [
    'a template for a file that is there',
    { template: { src: 't.hbs', dest: '@/f' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'value 0640\n'),
  ],
  ['a tree with an unknown owner', { copy: { src: 'tree', dest: '@/', owner: '{{token.rc}}' } }, 'changed'],
  [
    'a line for a file that is not there',
    { lineinfile: { path: '@/f', line: '{{value}}', create: true } },
    'changed',
  ],
  [
    'a line for a file that is there',
    { lineinfile: { path: '@/f', line: '{{value}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, '0640\n'),
  ],
  [
    'a line that is there, wherever it would go',
    { lineinfile: { path: '@/f', line: 'x', insertafter: '{{value}}' } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x\n'),
  ],
  [
    'a line that is not there, wherever it goes',
    { lineinfile: { path: '@/f', line: 'y', insertafter: '{{value}}' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x\n'),
  ],
  [
    'a mode for a directory that is not there',
    { file: { path: '@/d', state: 'directory', mode: '{{value}}' } },
    'changed',
  ],
  [
    'a mode for a directory that is there',
    { file: { path: '@/d', state: 'directory', mode: '{{value}}' } },
    'unknown',
    root => mkdirSync(`${root}/d`),
  ],
  [
    'an owner and a mode that is another',
    { file: { path: '@/f', mode: '0600', owner: '{{token.rc}}' } },
    'changed',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a mode for what is to be gone',
    { file: { path: '@/f', state: 'absent', mode: '{{value}}' } },
    'changed',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  ['a mode for what is gone', { file: { path: '@/f', state: 'absent', mode: '{{value}}' } }, 'ok'],
  [
    'what a link that is not there leads to',
    { file: { path: '@/l', state: 'link', src: '{{value}}', force: true } },
    'changed',
  ],
  [
    'what a link that is there leads to',
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
  ['the words of a command', { command: 'printf %s {{value}}' }, 'changed'],
  [
    'the words of a command whose guard holds',
    { command: 'printf %s {{value}}', args: { creates: '@' } },
    'ok',
  ],
  ['the guard of a command', { command: 'printf x', args: { creates: '@/{{value}}' } }, 'unknown'],
  [
    'a line for a shell, and its variables',
    { shell: 'printf %s "$V" {{value}}', environment: { V: '{{value}}' } },
    'changed',
  ],
  ['what is said', { debug: { msg: 'it is {{value}}' } }, 'ok'],
  ['why it fails', { fail: { msg: 'it is {{value}}' }, ignore_errors: true }, 'failed'],
  ['a variable', { set_fact: { other: '{{value}}' } }, 'ok'],
  ['what is asserted', { assert: { that: ['value == "0640"'] } }, 'unknown'],
  ['a condition', { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' }, 'unknown'],
  [
    'a URL of a file that is not there',
    { get_url: { url: 'file:///etc/{{name.stdout}}', dest: '@/f' } },
    'changed',
  ],
  [
    'a URL of a file that is there',
    { get_url: { url: 'https://localhost/{{value}}', dest: '@/f' } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
]

test('what is sure to change, or not to, is told whatever the value; the run then does just that', async () => {
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

test('a value that is known only after apply is said to be so, in its field', async () => {
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

test('what follows from a change that is certain is certain: handlers, and conditions on it', async () => {
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

/** A task that a dry run cannot tell, one after it that looks at what it may have made, and what can be told of that. */
const DOUBTS: readonly (readonly [
  title: string,
  first: object,
  second: object,
  told: 'changed' | 'ok' | 'skipped' | 'unknown',
  prepare?: Prepare,
])[] = [
  [
    'a file that may be made is not said to be missing',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { stat: { path: '@/f' } },
    'unknown',
  ],
  [
    'nor one below a directory of which much may be made',
    { copy: { dest: '@/d', src: '{{value}}' } },
    { stat: { path: '@/d/a/b' } },
    'unknown',
  ],
  [
    'one beside it is looked at as ever',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { stat: { path: '@/g' } },
    'ok',
  ],
  [
    'one that is there stays there',
    { copy: { dest: '@/f', content: '{{value}}' } },
    { file: { path: '@/f', state: 'absent' } },
    'changed',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'what is in it is open',
    { copy: { dest: '@/f', content: '{{value}}' } },
    { copy: { dest: '@/f', content: 'x' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'one that may be removed may be gone',
    { file: { path: '@/f', state: 'absent' }, when: 'value == "0640"' },
    { file: { path: '@/f', state: 'absent' } },
    'unknown',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a directory that may be made may be there',
    { file: { path: '@/d/e', state: 'directory' }, when: 'value == "0640"' },
    { stat: { path: '@/d' } },
    'unknown',
  ],
  [
    'a loop over what is not known may make anything',
    { copy: { dest: '{{item}}', content: 'x' }, loop: '{{token.stdout_lines}}' },
    { stat: { path: '@/f' } },
    'unknown',
  ],
  ['so may a command', { command: 'true' }, { stat: { path: '@/f' } }, 'unknown'],
  [
    'and one that may be left out',
    { command: 'true', when: 'value == "0640"' },
    { stat: { path: '@/f' } },
    'unknown',
  ],
  [
    'but not one of which it is said that it changes nothing',
    { command: 'true', changed_when: false },
    { stat: { path: '@/f' } },
    'ok',
  ],
  [
    'what is there is there after a command',
    { command: 'true' },
    { stat: { path: '@/f' } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a task that only looks makes nothing',
    { stat: { path: '@/{{value}}' } },
    { stat: { path: '@/f' } },
    'ok',
  ],
  [
    'of a tree whose owner is set, files keep their content and their mode',
    { file: { path: '@', state: 'directory', recurse: true, owner: '{{token.rc}}' } },
    { copy: { dest: '@/f', content: 'x' } },
    'ok',
    root => writeFileSync(`${root}/f`, 'x'),
  ],
  [
    'a guard that looks at what may be made',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { command: 'true', args: { creates: '@/f' } },
    'unknown',
  ],
  [
    'a guard with wildcards that may match it',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { command: 'true', args: { creates: '@/*' } },
    'unknown',
  ],
  [
    'a script that names it',
    { copy: { dest: '@/f', content: 'x' }, when: 'value == "0640"' },
    { probe: 'test -e @/f' },
    'unknown',
  ],
]

test('what a task may make or change of which the dry run cannot tell is unknown to those after it', async () => {
  const cases = DOUBTS.map(([, first, second, , prepare]) => ({
    tasks: [{ ...first, ignore_errors: true }, second],
    prepare,
  }))
  const results = await resultsOf(cases, true)
  for (const [nth, [title, , , told]] of DOUBTS.entries())
    assert.is(results[nth]?.[1]?.status, told, `${title}: ${results[nth]?.[1]?.message}`)
})

test.run()
