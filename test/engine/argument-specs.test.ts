import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputErrors } from '../../src/errors.ts'
import { type HerdOptions, type HerdRun, resultsOf, runHerd } from '../kit/herd.ts'

const SPECS = `argument_specs:
  main:
    short_description: A web {{ server }}
    description: [ "{{ not_rendered }}" ]
    options:
      http_port: { type: int, required: true, description: "{{ neither }}" }
      vhosts:
        type: list
        elements: dict
        options:
          name: { required: true, choices: [one, two] }
      pin: { choices: [good], no_log: true, aliases: [code] }
      os: { choices: [Debian] }
      home: { default: "{{ role_path }}/home" }
  other.yml: { options: { never: { required: true } } }
  other:
    options: { color: { required: true } }
`

const FILES = {
  'roles/web/meta/argument_specs.yml': SPECS,
  'roles/web/tasks/main.yml': '- { act: "web {{ default http_port 0 }}", tags: web }',
  'roles/web/tasks/other.yml': '- act: other',
  'roles/old/meta/main.yml':
    'argument_specs: { main: { options: { port: { required: true } } } }\ndependencies: [web]',
  'roles/empty/meta/argument_specs.yml':
    'argument_specs: { main: { options: { port: { required: true } } } }',
  'roles/unspecified/meta/argument_specs.yml': 'argument_specs:\n',
  'roles/unspecified/tasks/main.yml': '- act: unspecified',
}

function run(play: string, options: HerdOptions = {}): Promise<HerdRun> {
  return runHerd(`- hosts: node1\n${play}`, { ...options, files: { ...FILES, ...options.files } })
}

/** The errors before any host is contacted, as `file:line:column message (hint)`. */
async function refusedOf(play: string, options: HerdOptions = {}): Promise<string[]> {
  const thrown = await run(play, options).then(
    found => found,
    (error: unknown) => error,
  )
  if (!(thrown instanceof InputErrors)) return [`not refused: ${String(thrown)}`]
  return thrown.errors.map(({ message, place, hint }) => {
    const where = place ? `${place.file}:${place.line}:${place.column}` : ''
    return `${where} ${message} (${hint})`.replace(/\S*\/(roles\/|site\.yml)/g, '$1')
  })
}

async function deedsOf(play: string, options: HerdOptions = {}): Promise<string[]> {
  return (await run(play, options)).deeds.map(deed => deed.replace(/^node1: /, ''))
}

const refused: [what: string, play: string, expected: string[], options?: HerdOptions][] = [
  [
    'several errors, each at the place of the value or of the option',
    `  roles:
    - role: web
      color: red
      vars: { vhosts: [{ name: one }, { name: three }, {}], pin: 1234 }`,
    [
      'roles/web/meta/argument_specs.yml:6:7 role `web`: missing required arguments: http_port (set it, or make it optional in the argument spec)',
      'site.yml:5:66 role `web`: value of pin must be one of: good, got: a value that is not shown (see the argument spec, roles/web/meta/argument_specs.yml:12:7)',
      'site.yml:5:47 role `web`: value of name must be one of: one, two, got: three found in vhosts (see the argument spec, roles/web/meta/argument_specs.yml:11:11)',
      'site.yml:5:56 role `web`: missing required arguments: name found in vhosts (see the argument spec, roles/web/meta/argument_specs.yml:11:11)',
      'site.yml:4:14 role `web`: unsupported parameters: color. Supported parameters include: home, http_port, os, pin, vhosts (code). (see the argument spec, roles/web/meta/argument_specs.yml:6:7)',
    ],
  ],
  [
    'the file of `tasks_from`, in an include and an import',
    '  tasks: [{ include_role: { name: web, tasks_from: other } }, { import_role: { name: web, tasks_from: other } }]',
    [
      'roles/web/meta/argument_specs.yml:17:16 role `web`: missing required arguments: color (set it, or make it optional in the argument spec)',
    ],
  ],
  [
    'a spec in `meta/main.yml`, and the role that it depends on',
    '  roles: [old]',
    [
      'roles/web/meta/argument_specs.yml:6:7 role `web`: missing required arguments: http_port (set it, or make it optional in the argument spec)',
      'roles/old/meta/main.yml:1:38 role `old`: missing required arguments: port (set it, or make it optional in the argument spec)',
    ],
  ],
  [
    'a role without tasks',
    '  roles: [empty]',
    [
      'roles/empty/meta/argument_specs.yml:1:38 role `empty`: missing required arguments: port (set it, or make it optional in the argument spec)',
    ],
  ],
  [
    'a role whose tasks are all excluded by tags',
    '  roles: [web]',
    [
      'roles/web/meta/argument_specs.yml:6:7 role `web`: missing required arguments: http_port (set it, or make it optional in the argument spec)',
    ],
    { tags: ['nothing'] },
  ],
  [
    'a value from `-e`, and one from another variable',
    '  vars: { port: many }\n  roles: [{ role: web, http_port: "{{ port }}" }]',
    [
      "site.yml:3:35 role `web`: argument 'http_port' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int (see the argument spec, roles/web/meta/argument_specs.yml:6:7)",
    ],
  ],
  [
    'a value under an alias, and one that a task has set',
    '  tasks:\n    - set_fact: { os: Plan 9 }\n    - { include_role: { name: web }, vars: { http_port: 80 } }\n- hosts: node1\n  roles: [{ role: web, http_port: 80, code: bad }]',
    [
      'roles/web/meta/argument_specs.yml:13:7 role `web`: value of os must be one of: Debian, got: Plan 9 (undefined)',
      'site.yml:6:45 role `web`: value of pin must be one of: good, got: a value that is not shown (see the argument spec, roles/web/meta/argument_specs.yml:12:7)',
    ],
  ],
  [
    'known values, next to values and defaults that depend on facts',
    '  roles: [{ role: web, http_port: "{{ ansible_port_of }}", pin: bad, os: "{{ ansible_os }}" }, { role: late, size: x }]',
    [
      'site.yml:2:65 role `web`: value of pin must be one of: good, got: a value that is not shown (see the argument spec, roles/web/meta/argument_specs.yml:12:7)',
      "site.yml:2:116 role `late`: argument 'size' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int (see the argument spec, roles/late/meta/argument_specs.yml:1:77)",
    ],
    {
      facts: { port_of: 80, os: 'Debian' },
      files: {
        'roles/late/meta/argument_specs.yml':
          'argument_specs: { main: { options: { kind: { default: "{{ ansible_os }}" }, size: { type: int } } } }',
      },
    },
  ],
  [
    'a task of a playbook, and a malformed spec from a variable',
    `  vars: { spec: { a: { type: integr } } }
  tasks:
    - validate_argument_spec: { argument_spec: { a: { type: int } }, provided_arguments: { a: x } }
    - validate_argument_spec: { argument_spec: "{{ spec }}" }`,
    [
      "site.yml:4:95 argument 'a' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int (see the argument spec, site.yml:4:50)",
      'site.yml:5:48 there is no type `integr` of options (the types are str, list, dict, bool, int, float, path, raw, jsonarg, json, bytes, bits)',
    ],
  ],
]

for (const [what, play, expected, options] of refused) {
  test(`arguments are refused before any host is contacted: ${what}`, async () => {
    assert.equal(await refusedOf(play, options), expected)
  })
}

test('a role with valid arguments runs, also with aliases and defaults', async () => {
  const play =
    '  roles: [{ role: web, http_port: "80", code: good, vars: { vhosts: [{ name: one }] } }, unspecified]'
  for (const looksAhead of [true, false])
    assert.equal(await deedsOf(play, { looksAhead }), ['web 80', 'unspecified'])
})

test('a default of an argument spec sets no variable', async () => {
  const files = { 'roles/web/tasks/main.yml': '- act: "{{ default home \\"none\\" }}"' }
  assert.equal(await deedsOf('  roles: [{ role: web, http_port: 80 }]', { files }), ['none'])
})

test("the task that validates arguments comes first, with the tag `always` and Ansible's name", async () => {
  const play = '  roles: [{ role: web, http_port: 80 }]'
  const name = "Validating arguments against arg spec 'main' - A web {{ server }}"
  const results = (found: HerdRun): string[] => resultsOf(found)
  const [first = '', ...others] = results(await run(play, { tags: ['web'] }))
  assert.ok(first.includes(name), first)
  assert.is(others.length, 1)
  assert.is(results(await run(play, { tags: ['none'] })).length, 1)
  assert.is(results(await run(play, { skipTags: ['always'] })).length, 1)
  assert.is(results(await run(play, { startAtTask: 'act' })).length, 1)
  assert.is(results(await run(play, { isCheckMode: true })).length, 2)
})

test('argument validation contacts no host', async () => {
  const { connected } = await run('  roles: [{ role: web, http_port: 80 }]', { tags: ['none'] })
  assert.equal(connected, [])
})

test('`rolespec_validate: false` skips the validation of a role, but not of its dependencies', async () => {
  const tasks = (more: string): string =>
    `  tasks: [{ import_role: { name: ${more} } }, { include_role: { name: ${more} } }]`
  const unchecked = 'web, tasks_from: other, rolespec_validate: false'
  assert.equal(await deedsOf(tasks(unchecked)), ['other', 'other'])
  assert.equal(
    (await refusedOf(tasks('old, rolespec_validate: false'))).map(each => each.split(' ')[0]),
    ['roles/web/meta/argument_specs.yml:6:7'],
  )
})

test('the entry point of a spec is `tasks_from` without folder and extension', async () => {
  const [first = ''] = await refusedOf('  tasks: [{ include_role: { name: web, tasks_from: ./other.yml } }]')
  assert.match(first, 'missing required arguments: never')
})

test('a role that is not reached is not validated', async () => {
  assert.equal(await deedsOf('  roles: [{ role: web, when: false }]'), [])
})

test('arguments that depend on facts are validated when the role is reached, with all errors', async () => {
  const play = '  roles: [{ role: web, http_port: "{{ ansible_port_of }}", os: "{{ ansible_os }}" }]'
  assert.equal(await deedsOf(play, { facts: { port_of: 80, os: 'Debian' } }), ['web 80'])
  const failed = await run(play, { facts: { port_of: 'x', os: 'Plan 9' } })
  assert.equal(failed.deeds, [])
  const [event] = failed.events.filter(each => each.type === 'task.result' && each.status === 'failed')
  const { message, outputs } = event as { message?: string; outputs?: Record<string, unknown> }
  const errors = [
    "argument 'http_port' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    'value of os must be one of: Debian, got: Plan 9',
  ]
  assert.is(message, `Validation of arguments failed:\n${errors.join('\n')}`)
  assert.equal(outputs?.argument_errors, errors)
})

test("a rescue handles invalid arguments, and sees Ansible's error fields", async () => {
  const deeds = await deedsOf(`  tasks:
    - block: [{ include_role: { name: web } }]
      rescue:
        - act: "{{ ansible_failed_result.argument_errors.[0] }}"
        - act: "{{ ansible_failed_result.validate_args_context.name }} {{ ansible_failed_result.validate_args_context.argument_spec_name }}"
        - act: "{{ ansible_failed_result.argument_spec_data.http_port.type }}"`)
  assert.equal(deeds, ['missing required arguments: http_port', 'web main', 'int'])
})

test('an argument may come from the result of an earlier task', async () => {
  const tasks = (value: string): string =>
    `  tasks: [{ act: ${value}, register: r }, { include_role: { name: web }, vars: { http_port: "{{ r.stdout }}" } }]`
  assert.equal((await run(tasks('80'))).tallies.node1?.failed ?? 0, 0)
})

test.run()
