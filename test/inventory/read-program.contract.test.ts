import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { folderOf, plainVars, problemsOf } from '../kit/project-files.ts'

function folderWith(program: string): string {
  const folder = folderOf({ 'cloud.sh': `#!/bin/sh\n${program}\n` })
  chmodSync(join(folder, 'cloud.sh'), 0o755)
  return folder
}

const load = (program: string): Inventory => loadInventory([folderWith(program)])

function varsOf(inventory: Inventory, host: string): Record<string, unknown> {
  return Object.assign({}, ...(inventory.hosts.get(host)?.layers ?? []).map(layer => plainVars(layer.vars)))
}

const answer = (value: unknown): string => `cat <<'END'\n${JSON.stringify(value)}\nEND`

test('groups, children and variables are read from `--list`, and host variables from `_meta`', () => {
  const inventory = load(`[ "$*" = --list ] || exit 9
${answer({
  _meta: { hostvars: { web1: { ansible_host: '10.0.0.1', port: 22, n: null, tags: ['a'] }, gone: { x: 1 } } },
  web: { hosts: ['web1', 'web2'], vars: { role: 'web', raw: { __ansible_unsafe: '{{ x }}' } } },
  plain: ['db1-x'],
  site: { children: ['web', 'plain'] },
  all: { vars: { ntp: 'n' } },
  alone: { x: 5 },
  empty: {},
})}`)
  assert.equal(Object.fromEntries(inventory.groups), {
    all: ['web1', 'alone', 'empty', 'web2', 'db1-x'],
    ungrouped: [],
    web: ['web1', 'web2'],
    plain: ['db1-x'],
    site: ['web1', 'web2', 'db1-x'],
    alone: ['alone'],
    empty: ['empty'],
  })
  assert.equal(varsOf(inventory, 'web1'), {
    ...{ ntp: 'n', role: 'web', raw: '!unsafe {{ x }}' },
    ...{ ansible_host: '10.0.0.1', port: 22, n: null, tags: ['a'] },
  })
  assert.equal(varsOf(inventory, 'alone'), { ntp: 'n', x: 5 })
  assert.not(inventory.hosts.has('gone'))
})

test('without `_meta`, `--host` is run for each host', () => {
  const inventory = load(`case $1 in
--list) echo '{"web": {"hosts": ["a", "b"]}}' ;;
--host) [ "$2" = b ] || echo "{\\"me\\": \\"$2\\"}" ;;
esac`)
  assert.equal([varsOf(inventory, 'a'), varsOf(inventory, 'b')], [{ me: 'a' }, {}])
})

const WRONG: readonly (readonly [program: string, problems: readonly (string | RegExp)[]])[] = [
  [
    'echo no credentials >&2; exit 3',
    ['cloud.sh:1:1 the inventory program `cloud.sh --list` failed with status 3 (no credentials)'],
  ],
  [
    'exit 3',
    [
      'cloud.sh:1:1 the inventory program `cloud.sh --list` failed with status 3 (it printed nothing to standard error)',
    ],
  ],
  ['kill -9 $$', [/^cloud\.sh:1:1 the inventory program `cloud\.sh --list` was ended by SIGKILL/]],
  [
    'echo hello',
    [/^cloud\.sh:1:1 the inventory program `cloud\.sh --list` printed no JSON \(Unexpected token/],
  ],
  [
    'echo "[1]"',
    [/^cloud\.sh:1:1 the inventory program `cloud\.sh --list` printed a list, not a JSON object/],
  ],
  [
    answer({ 'a b': [], web: 'x', db: { hosts: 'x' }, app: { children: [1, null], vars: [] } }),
    [
      /^cloud\.sh:1:1 `a b` cannot be the name of a group/,
      'cloud.sh:1:1 the group `web` must be a map or a list of hosts, got `x`',
      'cloud.sh:1:1 `hosts` of `db` must be a list of names, got `x`',
      /^cloud\.sh:1:1 `vars` of `app` must be a map of names and values, got a list/,
    ],
  ],
  [
    'echo \'{"web": ["a"]}\' | { [ "$1" = --list ] && cat || { echo "no such host" >&2; exit 1; }; }',
    ['cloud.sh:1:1 the inventory program `cloud.sh --host a` failed with status 1 (no such host)'],
  ],
]

for (const [program, problems] of WRONG) {
  test(`an error of the program is reported: ${program.split('\n')[0]}`, () => {
    const folder = folderWith(program)
    const found = problemsOf(() => loadInventory([join(folder, 'cloud.sh')]), folder)
    assert.is(found.length, problems.length, found.join('\n'))
    problems.forEach((problem, nth) => {
      if (typeof problem === 'string') assert.is(found[nth], problem)
      else assert.match(found[nth] ?? '', problem)
    })
  })
}

test('a program with a missing interpreter is reported', () => {
  const folder = folderOf({ 'cloud.py': '#!/usr/bin/env nothing-there\n' })
  chmodSync(join(folder, 'cloud.py'), 0o755)
  assert.match(
    problemsOf(() => loadInventory([join(folder, 'cloud.py')]), folder)[0] ?? '',
    /^cloud\.py:1:1 the inventory program `cloud\.py --list` failed with status 127 \(.*nothing-there/,
  )
})

test.run()
