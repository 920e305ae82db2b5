import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ARGUMENT_ROWS } from '../argument-specs/argument-rows.ts'
import { playFiles } from './referee.ts'

/** Returns a play with all rows, which writes the result of each to one file. */
function rowsPlay(): string {
  const tasks = ARGUMENT_ROWS.map(({ options, given }, index) => ({
    validate_argument_spec: { argument_spec: options, provided_arguments: given },
    register: `r${index}`,
    ignore_errors: true,
  }))
  const results = ARGUMENT_ROWS.map((_, index) => `r${index}.argument_errors | default([])`)
  const words = `regex_replace('  Valid booleans include: [^"]*', '')`
  const content = `{{ [${results.join(', ')}] | to_json | ${words} }}`
  const copy = { dest: '{{ dir }}/errors', content, mode: '0644' }
  return JSON.stringify([{ hosts: 'a', gather_facts: false, tasks: [...tasks, { copy }] }])
}

/** Removes the words that Ansible lists in random order. */
function withoutBooleans(message: string): string {
  return message.replace(/ {2}Valid booleans include: .*/, '')
}

/** Replaces the classes of Ansible's YAML reader by Python's own. */
function inPlainWords(message: string): string {
  return message.replace(/ansible\.\S*\.Ansible(\w+)/g, (_, name: string) => PLAIN[name] ?? name)
}

const PLAIN: Readonly<Record<string, string>> = {
  Unicode: 'str',
  UnsafeText: 'str',
  Sequence: 'list',
  Mapping: 'dict',
}

const HOSTS = 'all: { hosts: { a: { ansible_connection: local, dir: ROOT/hosts/a } } }\n'

const theirs = playFiles('ansible', { 'site.yml': rowsPlay(), 'hosts.yml': HOSTS })
const found = JSON.parse((theirs.files['a/errors'] ?? '').replace(/^\d+ /, '')) as string[][]

for (const [index, { title, errors, theirs: words = errors }] of ARGUMENT_ROWS.entries()) {
  test(`arguments have the same errors and values as in ansible-core: ${title}`, () => {
    assert.equal(found[index]?.map(inPlainWords), words.map(withoutBooleans))
  })
}

/** Roles with argument specs, used in several ways. Each use that is refused is rescued. */
const ROLE_FILES = {
  'roles/web/meta/argument_specs.yml': `argument_specs:
  main: { short_description: A web server, options: { port: { type: int, required: true, aliases: [p] } } }
  other.yml: { options: { never: { required: true } } }
  other: { options: { color: { choices: [red, blue], default: red } } }
`,
  'roles/web/tasks/main.yml': '- debug: { msg: main of web }\n',
  'roles/web/tasks/other.yml': '- debug: { msg: other of web }\n',
  'roles/web/tasks/free.yml': '- debug: { msg: free of web }\n',
  'roles/old/meta/main.yml':
    'dependencies: [web]\nargument_specs: { main: { required_one_of: [[a, b]], options: { a: {}, b: {} } } }\n',
  'roles/old/tasks/main.yml': '- debug: { msg: main of old }\n',
  'roles/bare/meta/argument_specs.yml':
    'argument_specs: { main: { options: { port: { required: true } } } }\n',
  'roles/none/meta/argument_specs.yml': 'argument_specs:\n',
  'roles/none/tasks/main.yml': '- debug: { msg: main of none }\n',
}

const USES: readonly (readonly [role: string, vars: Readonly<Record<string, unknown>>])[] = [
  ['name: web', {}],
  ['name: web', { port: '80' }],
  ['name: web', { port: 'http' }],
  ['name: web', { p: 80 }],
  ['name: web', { port: 80, more: 1 }],
  ['name: web, rolespec_validate: false', {}],
  ['name: web, tasks_from: other', {}],
  ['name: web, tasks_from: other', { color: 'green' }],
  ['name: web, tasks_from: other.yml', { color: 'red' }],
  ['name: web, tasks_from: free', {}],
  ['name: old', { port: 80 }],
  ['name: old', { a: 1 }],
  ['name: old, rolespec_validate: false', { a: 1 }],
  ['name: bare', {}],
  ['name: bare', { port: null }],
  ['name: none', {}],
]

function usesPlay(): string {
  const uses = USES.flatMap(([role, vars], index) =>
    ['import_role', 'include_role'].map(
      how => `
    - block:
        - ${how}: { ${role} }
          vars: ${JSON.stringify(vars)}
      rescue:
        - debug: { msg: refused ${index} }
`,
    ),
  )
  return `- hosts: a
  gather_facts: false
  tasks:${uses.join('')}
- hosts: a
  gather_facts: false
  roles: [{ role: web, p: 80 }]
- hosts: a
  gather_facts: false
  roles: [{ role: none, p: 80 }]
`
}

test(`${USES.length * 2} uses of roles are accepted or refused as by Ansible`, () => {
  const files = { ...ROLE_FILES, 'site.yml': usesPlay(), 'hosts.yml': HOSTS }
  const [ansible, drover] = [playFiles('ansible', files), playFiles('drover', files)]
  const saidBy = ({ hosts }: typeof ansible): string[] => (hosts.a ?? []).filter(said => said.includes(':'))
  assert.ok(saidBy(ansible).length > USES.length)
  assert.equal(saidBy(drover), saidBy(ansible))
  assert.is(drover.hasFailed, ansible.hasFailed)
})

test.run()
