import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, InputErrors } from '../../src/errors.ts'
import { type HerdOptions, type HerdRun, runHerd } from '../kit/herd.ts'

const FILES = {
  'roles/web/meta/main.yml': 'variables: private\noutputs: [url]\ndependencies: [base]\n',
  'roles/web/meta/argument_specs.yml':
    'argument_specs: { main: { options: { http: { type: int, required: true }, name: {}, level: { default: info } } } }',
  'roles/web/defaults/main.yml': 'level: info\nlocal: of web\n',
  'roles/web/vars/main.yml': 'secret_sauce: 1\n',
  'roles/web/tasks/main.yml': `- act: "{{ http }} {{ level }} {{ local }} {{ from_base }} {{ default name 'none' }}"
- { set: { key: a, value: "v{{ http }}" }, register: reg }
- set_fact: { url: "http://x:{{ http }}", hidden: "{{ reg.changed }}" }
- act: "{{ url }} {{ hidden }} {{ default outside 'none' }} {{ inventory_hostname }} {{ ansible_os_family }}"
- include_tasks: more.yml
- notify: again
  set: { key: "k{{ http }}", value: 1 }
`,
  'roles/web/tasks/more.yml': '- act: "more {{ hidden }} {{ from_base }}"\n  vars: { own: 1 }\n',
  'roles/web/handlers/main.yml': '- { name: again, act: "handler {{ hidden }} {{ http }}" }\n',
  'roles/base/defaults/main.yml': 'from_base: base\n',
  'roles/base/tasks/main.yml': '- act: "base {{ default outside 1 }}"\n- set_fact: { of_base: 1 }\n',
  'roles/plain/tasks/main.yml':
    '- act: "plain {{ default secret_sauce 0 }} {{ default hidden 0 }} {{ default of_base 0 }} {{ default reg 0 }} {{ default local 0 }} {{ default from_base 0 }} {{ url }}"\n',
}

const FACTS = { os_family: 'Debian' }

function run(play: string, options: HerdOptions = {}): Promise<HerdRun> {
  return runHerd(`- hosts: node1\n${play}`, {
    facts: FACTS,
    ...options,
    files: { ...FILES, ...options.files },
  })
}

async function deedsOf(play: string, options: HerdOptions = {}): Promise<string[]> {
  const { deeds } = await run(play, options)
  return deeds.map(deed => deed.replace(/^node1: /, ''))
}

async function problemsOf(play: string, options: HerdOptions = {}): Promise<string[]> {
  try {
    await run(play, options)
  } catch (error) {
    const errors = error instanceof InputErrors ? error.errors : [error]
    return errors.map(each => {
      if (!(each instanceof InputError)) throw each
      return `${each.message.split('\n')[0]}${each.hint === undefined ? '' : ` (${each.hint})`}`
    })
  }
  return []
}

const OF_WEB = (port: number, level: string): string[] => [
  'base 1',
  `${port} ${level} of web base none`,
  `set a=v${port}`,
  `http://x:${port} true none node1 Debian`,
  'more true base',
  `set k${port}=1`,
]

test('a private role sees only its inputs, and only its outputs are visible outside', async () => {
  const play = `  vars: { outside: seen, base_port: 80, http: "{{ base_port }}", local: of play }
  roles: [web]
  tasks: [{ include_role: { name: plain } }]
`
  const expected = [...OF_WEB(80, 'info'), 'plain 0 0 0 0 of play 0 http://x:80', 'handler true 80']
  for (const looksAhead of [true, false]) assert.equal(await deedsOf(play, { looksAhead }), expected)
})

test("inputs come from params, `vars` and loops of the role's use, and are evaluated there", async () => {
  assert.equal(
    await deedsOf(`  vars: { base_port: 80, outside: seen }
  roles: [{ role: web, http: "{{ base_port }}", level: debug }]
`),
    [...OF_WEB(80, 'debug'), 'handler true 80'],
  )
  const looped = await deedsOf(`  vars: { ports: [1, 2] }
  tasks:
    - include_role: { name: web }
      vars: { http: "{{ item }}", level: "l{{ item }}" }
      loop: "{{ ports }}"
`)
  assert.equal(
    looped.filter(deed => !/^(base|handler)/.test(deed)),
    [...OF_WEB(1, 'l1').slice(1), ...OF_WEB(2, 'l2').slice(1)],
  )
})

test('results, `set_fact` of the play, and `-e` are inputs too', async () => {
  assert.equal(
    await deedsOf(
      `  tasks:
    - { set: { key: k, value: v }, register: reg }
    - set_fact: { level: "{{ reg.changed }}" }
    - import_role: { name: web }
    - act: "{{ default reg.changed 'gone' }} {{ level }}"
`,
      { extraVars: ['http=7', 'outside=seen'] },
    ),
    ['set k=v', ...OF_WEB(7, 'true'), 'true true', 'handler true 7'],
  )
})

const WRONG: readonly (readonly [
  what: string,
  play: string,
  problems: readonly string[],
  files?: Record<string, string>,
])[] = [
  [
    'variables that are not inputs',
    '  roles: [{ role: web, http: 1, htpt: 2 }]\n  tasks: [{ import_role: { name: web }, vars: { http: 1, outside: 2 } }]\n',
    [
      'the role `web` has no input `htpt`: its variables are private (did you mean `http`?)',
      'the role `web` has no input `outside`: its variables are private (its inputs are `http`, `name`, `level`)',
    ],
  ],
  [
    'a variable from outside the role',
    '  vars: { http: 1, outside: 2 }\n  roles: [web]\n',
    [
      'there is no variable `outside` (the variables of the role `web` are private: to let its users set `outside`, add it to the argument spec)',
    ],
    { 'roles/web/tasks/main.yml': '- act: "{{ outside }}"\n' },
  ],
  [
    'a variable of the role, outside the role',
    '  vars: { http: 1 }\n  roles: [web]\n  tasks: [{ act: "{{ hidden }}" }]\n',
    ['there is no variable `hidden` (define it, or write `{{default hidden …}}`)'],
  ],
  [
    'an input of the wrong type',
    '  vars: { http: many }\n  roles: [web]\n',
    [
      "role `web`: argument 'http' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
  ],
  [
    'invalid metadata',
    '  roles: [web]\n',
    ['`outputs` has no effect without `variables: private`'],
    { 'roles/web/meta/main.yml': 'outputs: [a]\n' },
  ],
  [
    'another word than private',
    '  roles: [web]\n',
    ['`variables` is `private` or `public`, got `secret`'],
    { 'roles/web/meta/main.yml': 'variables: secret\n' },
  ],
]

for (const [what, play, expected, files = {}] of WRONG)
  test(`refused before any host is contacted: ${what}`, async () => {
    assert.equal(await problemsOf(play, { files }), expected)
  })

test('without an argument spec, the defaults of a role are its inputs', async () => {
  const files = {
    'roles/own/meta/main.yml': 'variables: private\n',
    'roles/own/defaults/main.yml': 'a: 1\nb: "{{ a }}2"\n',
    'roles/own/tasks/main.yml': '- act: "{{ a }} {{ b }} {{ default c 0 }}"\n',
  }
  assert.equal(await deedsOf('  vars: { a: 5, c: 9 }\n  roles: [own]\n', { files }), ['5 52 0'])
})

test('the outputs of a nested private role are visible only in the outer role', async () => {
  const files = {
    'roles/outer/meta/main.yml': 'variables: private\n',
    'roles/outer/defaults/main.yml': 'http: 1\n',
    'roles/outer/tasks/main.yml':
      '- import_role: { name: web }\n- act: "outer {{ url }} {{ default hidden 0 }}"\n',
  }
  const deeds = await deedsOf(
    '  vars: { http: 3 }\n  roles: [outer]\n  tasks: [{ act: "{{ default url 0 }}" }]\n',
    { files },
  )
  assert.equal(deeds.slice(-3), ['outer http://x:3 0', '0', 'handler true 3'])
})

test('a dry run of private roles has no failures', async () => {
  const { events } = await run('  vars: { http: 1 }\n  roles: [web]\n  tasks: [{ act: "{{ url }}" }]\n', {
    isCheckMode: true,
  })
  const failed = events.filter(event => event.type === 'task.result' && event.status === 'failed')
  assert.equal(failed, [])
})

test.run()
