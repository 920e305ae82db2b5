import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

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
  'open.yml':
    '- hosts: web\n  vars: { which: more }\n  tasks:\n    - include_tasks: "{{which}}.yml"\n    - name: Last\n      debug: { msg: last }\n',
  'bare.yml': '- hosts: web\n  tasks:\n    - debug: { msg: one }\n',
}

const REFUSED: readonly (readonly [words: string[], error: string])[] = [
  [
    ['site.yml', '-t', 'config'],
    'error: no task has the tag `config` of `--tags`\n  hint: did you mean `conf`?\n',
  ],
  [
    ['site.yml', '-t', 'zzz,yyy'],
    'error: no task has the tags `zzz`, `yyy` of `--tags`\n  hint: the tags are base, conf, deploy, extra\n',
  ],
  [['bare.yml', '-t', 'x'], 'error: no task has the tag `x` of `--tags`\n  hint: no task has any tag\n'],
  [
    ['included.yml', '-t', 'extar'],
    'error: no task has the tag `extar` of `--tags`\n  hint: did you mean `extra`?\n',
  ],
  [['site.yml', '--list-tasks', '-t', 'config'], 'error: no task has the tag `config` of `--tags`'],
  [
    ['site.yml', '--start-at-task', 'Frist'],
    'error: no task is named `Frist`, where `--start-at-task` is to start\n  hint: did you mean `First`?\n',
  ],
  [
    ['site.yml', '--start-at-task', 'Thrid'],
    'error: no task is named `Thrid`, where `--start-at-task` is to start\n  hint: did you mean `Third`?\n',
  ],
  [
    ['site.yml', '--start-at-task', 'Nothing like it'],
    'error: no task is named `Nothing like it`, where `--start-at-task` is to start\n  hint: see `--list-tasks`; `*` stands for any text\n',
  ],
  [
    ['site.yml', '-t', 'deploy', '--start-at-task', 'First'],
    'error: `--tags` and `--skip-tags` leave out the task `First` of `--start-at-task`\n',
  ],
]

for (const [words, error] of REFUSED) {
  test(`\`${words.join(' ')}\` is refused, with what may be meant`, async () => {
    const { code, stdout, stderr } = await say(makeProject(FILES), 'playbook', ...words)
    assert.is(code, 1)
    assert.is(stdout, '')
    assert.ok(stderr.startsWith(error), stderr)
  })
}

const TAKEN: readonly (readonly [words: string[], code: number, said: RegExp])[] = [
  [
    ['site.yml', '-t', 'conf,zzz'],
    0,
    /^warning: no task has the tag `zzz` of `--tags`; the tags are base, conf, deploy, extra\n[\s\S]* one\n/,
  ],
  [
    ['site.yml', '--skip-tags', 'confg'],
    0,
    /^warning: no task has the tag `confg` of `--skip-tags`: did you mean `conf`\?\n/,
  ],
  [['site.yml', '-t', 'untagged'], 0, /PLAY web/],
  [['bare.yml', '-t', 'tagged'], 0, /PLAY web/],
  [['site.yml', '-t', 'never'], 0, /cleanup/],
  [['included.yml', '-t', 'extra'], 0, /last/],
  [['site.yml', '--start-at-task', 'Sec*'], 0, /two/],
  // Only the run can name the file, and what is in it.
  [['open.yml', '-t', 'extra'], 0, /PLAY web/],
  [['open.yml', '--start-at-task', 'Third'], 0, /three[\s\S]*last/],
  [['open.yml', '--start-at-task', 'Fourth'], 1, /warning: no task is named `Fourth`: nothing was run/],
]

for (const [words, code, said] of TAKEN) {
  test(`\`${words.join(' ')}\` runs`, async () => {
    const { code: ended, stdout, stderr } = await say(makeProject(FILES), 'playbook', ...words)
    assert.is(ended, code, stdout + stderr)
    assert.match(stdout, said)
  })
}

test.run()
