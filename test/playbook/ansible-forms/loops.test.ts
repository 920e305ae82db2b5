import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Scope } from '../../../src/evaluation/scope.ts'
import { loadPlaybook, loadTasks } from '../../../src/playbook/load.ts'
import type { Step, TaskStep } from '../../../src/playbook/steps.ts'
import { Unknown } from '../../../src/values/unknown.ts'
import { folderOf, problemsOf } from '../../kit/project-files.ts'

const known = { taskTypes: ['copy', 'template'] }
const inherited = { when: [], tags: [], vars: [], environment: [] }
const unknown = new Unknown('a registered result')

const FILES = {
  'files/one.txt': '1',
  'files/.hidden.txt': '',
  'files/sub/deep.txt': '2',
  'two.txt': '3',
  'templates/page.j2': '4',
}

function itemsOf(text: string, type = 'copy'): unknown {
  const folder = folderOf({ ...FILES, 'x.yml': `- ${type}: {}\n  ${text}\n` })
  const [step] = loadTasks(join(folder, 'x.yml'), inherited, known) as [TaskStep]
  return itemsIn(folder, step)
}

/** The items of a task's loop, with paths relative to a folder. */
function itemsIn(folder: string, step: TaskStep): unknown {
  const values = {
    names: ['a', 'b'],
    map: { x: 1, y: 2 },
    unknown,
    playbook_dir: folder,
    inventory_hostname: 'web1',
    groups: { all: ['web1', 'web2', 'db1'], web: ['web1', 'web2'] },
  }
  const scope = Scope.of([new Map(Object.entries(values).map(([name, value]) => [name, { value }]))])
  const found = step.loop === undefined ? undefined : scope.render(step.loop)
  return found instanceof Unknown ? 'unknown' : JSON.parse(JSON.stringify(found).replaceAll(`${folder}/`, ''))
}

const loops: [text: string, items: unknown][] = [
  ['with_items: ["{{ names }}", [c, [d]], e]', ['a', 'b', 'c', ['d'], 'e']],
  ['with_items: one', ['one']],
  ['with_items: {a: 1}', ['a']],
  ['with_items: ["{{ unknown }}", a]', 'unknown'],
  ['with_items: [{deep: "{{ unknown }}"}]', [{ deep: 'unknown: a registered result' }]],
  ['with_list: [[a], "{{ names }}"]', [['a'], ['a', 'b']]],
  ['with_community.general.flattened: [[a, [b]], "{{ names }}"]', ['a', 'b', 'a', 'b']],
  [
    'with_dict: "{{ map }}"',
    [
      { key: 'x', value: 1 },
      { key: 'y', value: 2 },
    ],
  ],
  ['with_dict: {x: "{{ unknown }}"}', [{ key: 'x', value: 'unknown: a registered result' }]],
  [
    'with_indexed_items: "{{ names }}"',
    [
      [0, 'a'],
      [1, 'b'],
    ],
  ],
  [
    'with_together: ["{{ names }}", [1]]',
    [
      ['a', 1],
      ['b', null],
    ],
  ],
  [
    'with_nested: ["{{ names }}", [1, 2]]',
    [
      ['a', 1],
      ['a', 2],
      ['b', 1],
      ['b', 2],
    ],
  ],
  [
    'with_cartesian: ["{{ names }}", [[1, 2]]]',
    [
      ['a', 1, 2],
      ['b', 1, 2],
    ],
  ],
  ['with_nested: ["{{ names }}", "{{ unknown }}"]', 'unknown'],
  [
    'with_subelements: [[{n: 1, l: [x, y]}, {n: 2, l: [], skipped: true}], l]',
    [
      [{ n: 1 }, 'x'],
      [{ n: 1 }, 'y'],
    ],
  ],
  ['with_subelements: [[{n: 1}, {n: 2, l: {m: [z]}}], l.m, {skip_missing: yes}]', [[{ n: 2, l: {} }, 'z']]],
  ['with_sequence: start=4 end=16 stride=4', ['4', '8', '12', '16']],
  ['with_sequence: {start: 3, end: 1, stride: -1, format: "n%02d"}', ['n03', 'n02', 'n01']],
  ['with_sequence: 2-8/3:%+d', ['+2', '+5', '+8']],
  [
    'with_sequence: ["count=2 format=%-4sx", "0x10:%o"]',
    ['1   x', '2   x', ...Array.from({ length: 16 }, (_, at) => (at + 1).toString(8))],
  ],
  ['with_random_choice: [one]', ['one']],
  ['with_inventory_hostnames: "all:!web"', ['db1']],
  ['with_inventory_hostnames: ["web", "&web2"]', ['web2']],
  ['with_inventory_hostnames: none', []],
  ['with_fileglob: "*.txt"', ['files/one.txt']],
  ['with_fileglob: [sub/*, "none/*"]', ['files/sub/deep.txt']],
  ['with_first_found: [none, "{{ missing }}.txt", two.txt]', ['two.txt']],
  ['with_first_found: {files: "none,deep.txt", paths: "a;sub"}', ['files/sub/deep.txt']],
  ['with_first_found: [{files: ["{{ missing }}", one.txt]}, two.txt]', ['two.txt']],
  ['with_first_found: [{files: [none], skip: true}]', []],
  ['with_first_found: {files: [two.txt]}', ['two.txt']],
  ['with_first_found: ["{{ unknown }}", two.txt]', 'unknown'],
]

for (const [text, expected] of loops)
  test(`the items of \`${text}\``, () => assert.equal(itemsOf(text), expected))

test('the file of a template in `with_first_found` is searched in the folder templates', () => {
  assert.equal(itemsOf('with_first_found: [page.j2]', 'template'), ['templates/page.j2'])
})

/** The items of each loop in `site.yml`, in order. */
function itemsOfPlay(files: Readonly<Record<string, string>>, playbook = 'site.yml'): unknown[] {
  const folder = folderOf(files)
  const { plays } = loadPlaybook(join(folder, playbook), { ...known, rolesPath: [join(folder, 'shared')] })
  const tasksOf = (steps: readonly Step[]): TaskStep[] =>
    steps.flatMap(step => {
      if (step.kind === 'block') return tasksOf(step.block)
      return step.kind === 'task' ? [step] : []
    })
  return plays.flatMap(play => tasksOf(play.tasks)).map(step => itemsIn(folder, step))
}

const LOOPS_OF_A_ROLE =
  '- { copy: {}, with_fileglob: "role.*" }\n- { copy: {}, with_first_found: [role.txt] }\n'

const rolesWithFiles: [what: string, role: string, folder: string][] = [
  ['next to the playbook', 'web', 'roles/web'],
  ['on the path of roles', 'web', 'shared/web'],
  ['at a path', './elsewhere/web', 'elsewhere/web'],
]

for (const [what, role, folder] of rolesWithFiles) {
  test(`tasks of a role ${what} find the files of that role`, () => {
    const files = {
      'site.yml': `- hosts: all\n  roles: [${role}]\n`,
      [`${folder}/tasks/main.yml`]: LOOPS_OF_A_ROLE,
      [`${folder}/files/role.txt`]: '',
    }
    assert.equal(itemsOfPlay(files), [[`${folder}/files/role.txt`], [`${folder}/files/role.txt`]])
  })
}

test('tasks of a role find the files of the role that uses it', () => {
  const files = {
    'site.yml': '- hosts: all\n  roles: [outer]\n',
    'roles/outer/tasks/main.yml': '- import_role: { name: inner }\n',
    'roles/outer/files/role.txt': '',
    'roles/inner/tasks/main.yml': LOOPS_OF_A_ROLE,
  }
  assert.equal(itemsOfPlay(files), [['roles/outer/files/role.txt'], ['roles/outer/files/role.txt']])
})

test('a project below a folder `roles` is not treated as a role', () => {
  const files = {
    'roles/project/books/site.yml': `- hosts: all\n  tasks:\n${LOOPS_OF_A_ROLE.replaceAll(/^/gm, '    ').trimEnd()}\n`,
    'roles/project/files/role.txt': 'of no role',
    'roles/project/books/files/role.txt': '',
  }
  const found = ['roles/project/books/files/role.txt']
  assert.equal(itemsOfPlay(files, 'roles/project/books/site.yml'), [found, found])
})

test('`with_random_choice` always chooses the same item for a host', () => {
  const folder = folderOf({ 'x.yml': '- copy: {}\n  with_random_choice: [a, b, c, d, e, f, g, h]\n' })
  const [step] = loadTasks(join(folder, 'x.yml'), inherited, known) as [TaskStep]
  const on = (host: string): unknown =>
    step.loop && Scope.of([new Map([['inventory_hostname', { value: host }]])]).render(step.loop)
  const drawn = Array.from({ length: 20 }, () => JSON.stringify(on('web1')))
  assert.is(new Set(drawn).size, 1)
  const others = Array.from({ length: 60 }, (_, at) => JSON.stringify(on(`host${at}`)))
  assert.ok(new Set(others).size > 1)
})

const wrong: [text: string, expected: string][] = [
  ['with_items: "{{ nmaes }}"', 'x.yml:2:19 there is no variable `nmaes` (did you mean `names`?)'],
  ['with_items: [a, "{{ nmaes }}"]', 'x.yml:2:23 there is no variable `nmaes` (did you mean `names`?)'],
  ['with_items:', 'x.yml:2:3 `with_items` has no value'],
  ['with_dict: [a]', 'x.yml:2:14 `with_dict` takes a map, got `a`'],
  ['with_nested: [[a]]', 'x.yml:2:16 `with_nested` takes more than one list, got a list'],
  ['with_together: []', 'x.yml:2:18 `with_together` takes at least one list, got none'],
  [
    'with_subelements: [[{a: 1}], b]',
    'x.yml:2:21 an item of `with_subelements` has no key `b` (a third item, `{skip_missing: true}`, passes over such)',
  ],
  ['with_subelements: [[{a: 1}], a]', 'x.yml:2:21 `with_subelements` takes a list under `a`, got a number'],
  ['with_sequence: start=1', 'x.yml:2:18 `with_sequence` needs `end` or `count`'],
  ['with_sequence: end=x', 'x.yml:2:18 `with_sequence` takes a whole number for `end`, got `x`'],
  [
    'with_sequence: start=9 end=1',
    'x.yml:2:18 `with_sequence` counts up from 9 to 1 (to count down, give a negative `stride`)',
  ],
  [
    'with_sequence: end=3 format=%d%d',
    'x.yml:2:18 `with_sequence` cannot use the format `%d%d` (such as `web%02d`)',
  ],
  [
    'with_sequence: count=1 step=2',
    'x.yml:2:18 `with_sequence` has no `step` (it has start, end, count, stride, format)',
  ],
  ['with_sequence: end=999999999', 'x.yml:2:18 `with_sequence` gives more than 100000 numbers'],
  ['with_first_found: [/none]', 'x.yml:2:21 `with_first_found` found none of its files (looked for /none)'],
  ['with_items: [a]\n  loop: [b]', 'x.yml:3:3 a task has one loop, but this one has `with_items` and `loop`'],
  [
    'with_items: [a]\n  with_dict: {}',
    'x.yml:3:3 a task has one loop, but this one has `with_items` and `with_dict`',
  ],
]

for (const [text, expected] of wrong) {
  test(`${JSON.stringify(text)} is refused`, () => {
    const [problem = ''] = problemsOf(() => itemsOf(text))
    assert.is(problem.replace(/^\/.*\/x\.yml/, 'x.yml'), expected)
  })
}

test.run()
