import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkSelection } from '../../../src/engine/steps/selection.ts'
import { InputError } from '../../../src/errors.ts'
import { load } from '../../../src/load.ts'
import { SessionPool } from '../../../src/remote/session-pool.ts'
import type { RunOptions } from '../../../src/run-settings.ts'
import { Masks } from '../../../src/values/secret.ts'
import { makeProject, say } from '../../kit/command-line.ts'

const FILES = {
  'inventory/hosts.yml': 'web: { hosts: { a: { connection: local } } }',
  'site.yml': `- hosts: web
  tags: base
  tasks:
    - name: First
      debug: { msg: one }
      tags: conf
    - block:
        - name: Second
          debug: { msg: two }
      tags: [deploy]
    - import_tasks: more.yml
    - debug: { msg: cleanup }
      tags: never
`,
  'more.yml': '- name: Third\n  debug: { msg: three }\n  tags: extra\n- debug: { msg: unnamed }\n',
  'included.yml':
    '- hosts: web\n  tasks:\n    - include_tasks: more.yml\n    - name: Last\n      debug: { msg: last }\n      tags: always\n',
  'roles/more/tasks/main.yml': '- name: Fourth\n  debug: { msg: four }\n  tags: extra\n',
  'role.yml':
    '- hosts: web\n  tasks:\n    - include_role: { name: more }\n    - name: Last\n      debug: { msg: last }\n      tags: always\n',
  'chosen.yml': '- hosts: web\n  tasks:\n    - include_tasks: more.yml\n      tags: [extra]\n',
  'open.yml':
    '- hosts: web\n  vars: { which: more }\n  tasks:\n    - include_tasks: "{{which}}.yml"\n      tags: always\n    - name: Last\n      debug: { msg: last }\n',
  'bare.yml': '- hosts: web\n  tasks:\n    - debug: { msg: one }\n',
}

const folder = makeProject(FILES)

/** The warnings before a run, or the error with its hint. */
function saidOf(playbook: string, options: Partial<RunOptions>): readonly string[] | string {
  const before = process.cwd()
  process.chdir(folder)
  try {
    const given = { check: true, diff: false, become: false, persist: false, forceHandlers: false }
    const { run, plays } = load(
      {
        ...given,
        ...{ playbooks: [playbook], inventory: [], extraVars: [], tags: [], skipTags: [], lookAhead: true },
        ...options,
      },
      {
        ...{ id: '', masks: new Masks(), emit: () => {}, sessions: new SessionPool() },
        signal: new AbortController().signal,
      },
    )
    return checkSelection(
      run,
      plays.map(({ play }) => play),
    )
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return `${error.message}; ${error.hint?.replaceAll(`${folder}/`, '')}`
  } finally {
    process.chdir(before)
  }
}

const ROWS: readonly (readonly [playbook: string, options: Partial<RunOptions>, said: string | string[]])[] =
  [
    ['site.yml', { tags: ['config'] }, 'no task has the tag `config` of `--tags`; did you mean `conf`?'],
    [
      'site.yml',
      { tags: ['zzz', 'yyy'] },
      'no task has the tags `zzz`, `yyy` of `--tags`; the tags are base, conf, deploy, extra',
    ],
    ['bare.yml', { tags: ['x'] }, 'no task has the tag `x` of `--tags`; no task has any tag'],
    ['bare.yml', { tags: ['tagged'] }, 'no task is selected by `--tags tagged`; see `--list-tags`'],
    ['site.yml', { tags: ['untagged'] }, 'no task is selected by `--tags untagged`; see `--list-tags`'],
    [
      'site.yml',
      { tags: ['conf'], skipTags: ['base'] },
      'no task is selected by `--tags conf` and `--skip-tags base`; see `--list-tags`',
    ],
    ['chosen.yml', { tags: ['extar'] }, 'no task has the tag `extar` of `--tags`; did you mean `extra`?'],
    [
      'included.yml',
      { tags: ['extra'] },
      'no task has the tag `extra` of `--tags`; it is in a file that the tags exclude: add it to the `include_tasks` at included.yml:3:7, or give that `tags: always`',
    ],
    [
      'role.yml',
      { tags: ['extra'] },
      'no task has the tag `extra` of `--tags`; it is in a role that the tags exclude: add it to the `include_role` at role.yml:3:7, or give that `tags: always`',
    ],
    [
      'site.yml',
      { startAtTask: 'Frist' },
      'no task is named `Frist`, the value of `--start-at-task`; did you mean `First`?',
    ],
    [
      'site.yml',
      { startAtTask: 'Thrid' },
      'no task is named `Thrid`, the value of `--start-at-task`; did you mean `Third`?',
    ],
    [
      'site.yml',
      { startAtTask: 'Nothing like it' },
      'no task is named `Nothing like it`, the value of `--start-at-task`; see `--list-tasks`; `*` matches any text',
    ],
    [
      'site.yml',
      { tags: ['deploy'], startAtTask: 'First' },
      '`--tags` and `--skip-tags` exclude the task `First` of `--start-at-task`; start at a task that they include; see `--list-tasks`',
    ],
    [
      'site.yml',
      { tags: ['conf', 'zzz'] },
      ['no task has the tag `zzz` of `--tags`; the tags are base, conf, deploy, extra'],
    ],
    [
      'site.yml',
      { skipTags: ['confg'] },
      ['no task has the tag `confg` of `--skip-tags`: did you mean `conf`?'],
    ],
    ['site.yml', { tags: ['never'] }, []],
    ['site.yml', { skipTags: ['all'] }, []],
    ['site.yml', { startAtTask: 'Sec*' }, []],
    ['chosen.yml', { tags: ['extra'] }, []],
    ['included.yml', { startAtTask: 'Third' }, []],
    // Ansible runs nothing, or only the tasks that always run, and succeeds.
    [
      'site.yml',
      { tags: ['config'], dialect: 'ansible' },
      ['no task has the tag `config` of `--tags`: did you mean `conf`?'],
    ],
    ['site.yml', { tags: ['untagged'], dialect: 'ansible' }, ['no task is selected by `--tags untagged`']],
    // Only the run knows the file and its tags.
    ['open.yml', { tags: ['extra'] }, ['no task known so far has the tag `extra` of `--tags`']],
    ['open.yml', { startAtTask: 'Fourth' }, []],
  ]

for (const [playbook, options, said] of ROWS) {
  test(`${playbook} with ${JSON.stringify(options)}: ${said.length === 0 ? 'no message' : said}`, () =>
    assert.equal(saidOf(playbook, options), said))
}

test('a selection without tasks exits with 1, before the run or at its end', async () => {
  const runs: [string[], RegExp][] = [
    [
      ['site.yml', '-t', 'config'],
      /^error: no task has the tag `config` of `--tags`\n {2}hint: did you mean/m,
    ],
    [['site.yml', '--list-tasks', '-t', 'config'], /^error: no task has the tag `config`/m],
    [['open.yml', '--start-at-task', 'Fourth'], /warning: no task is named `Fourth`: nothing was run/],
  ]
  for (const [words, said] of runs) {
    const { code, stdout, stderr } = await say(folder, 'playbook', ...words)
    assert.is(code, 1, stdout + stderr)
    assert.match(stderr + stdout, said, stderr + stdout)
  }
})

test.run()
