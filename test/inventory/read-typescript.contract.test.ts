import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { GrowingInventory, Inventory } from '../../src/inventory/inventory.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { folderOf, plainVars, problemsOf } from '../kit/project-files.ts'

process.env.XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), 'drover-cache-'))

const DEFINE = "import { defineInventory } from 'drover/inventory'\n"

const load = (text: string): GrowingInventory => loadInventory([folderOf({ 'cloud.ts': text })])

function varsOf(inventory: Inventory, host: string): Record<string, unknown> {
  return Object.assign({}, ...(inventory.hosts.get(host)?.layers ?? []).map(layer => plainVars(layer.vars)))
}

test('hosts and groups come from an async function, and their variables are not rendered', () => {
  const inventory = load(`${DEFINE}
const regions: readonly string[] = ['eu', 'us']
export default defineInventory({
  list: async () => {
    await new Promise(resolve => setTimeout(resolve, 1))
    console.log('not part of the result')
    return {
      hosts: Object.fromEntries(
        regions.map((region, index) => [
          \`web-\${region}\`,
          { groups: ['web', region], vars: { address: \`10.0.0.\${index}\`, port: 22, text: '{{ x }}', list: [1, null] } },
        ]),
      ),
      groups: { web: { vars: { tier: 1 } }, site: { children: ['web'] } },
    }
  },
})
`)
  assert.equal(Object.fromEntries(inventory.groups), {
    ...{ all: ['web-eu', 'web-us'], ungrouped: [], web: ['web-eu', 'web-us'], site: ['web-eu', 'web-us'] },
    ...{ eu: ['web-eu'], us: ['web-us'] },
  })
  assert.equal(varsOf(inventory, 'web-us'), {
    ...{ tier: 1, address: '!unsafe 10.0.0.1', port: 22, text: '!unsafe {{ x }}', list: [1, null] },
  })
})

test('a plain function can be exported, next to inventories of other kinds', () => {
  const folder = folderOf({
    '1-hosts.yml': 'web: {hosts: {w1: {a: 1}}}\n',
    '2-cloud.ts': 'export default () => ({ hosts: { w1: { vars: { a: 2 } }, w2: { groups: ["web"] } } })\n',
    '3-groups.yml': 'plugin: constructed\ngroups: {two: a == 2}\n',
  })
  const inventory = loadInventory([folder])
  assert.equal([inventory.groups.get('web'), inventory.groups.get('two')], [['w1', 'w2'], ['w1']])
})

const WRONG: readonly (readonly [what: string, text: string, problems: readonly (string | RegExp)[]])[] = [
  [
    'a function that throws',
    'export default () => {\n  throw new Error("no token")\n}\n',
    ['cloud.ts:2:9 the inventory `cloud.ts` failed: no token'],
  ],
  [
    'a function that rejects after it printed something',
    'export default async () => {\n  console.error("asking…")\n  await null\n  throw new Error("status 401")\n}\n',
    ['cloud.ts:4:9 the inventory `cloud.ts` failed: status 401 (it printed: asking…)'],
  ],
  [
    'no TypeScript',
    'export default () => {\n  return {{ hosts: {} }\n}\n',
    [/^cloud\.ts:2:\d+ the inventory `cloud.ts` failed: ParseError/],
  ],
  [
    'no default export',
    'export const list = 1\n',
    [
      'cloud.ts:1:1 the inventory `cloud.ts` failed: its default export is neither `defineInventory({list})` nor a function',
    ],
  ],
  [
    'a function that hangs',
    `${DEFINE}export default defineInventory({ timeout: 0.3, list: () => new Promise(resolve => setTimeout(resolve, 1e6)) })\n`,
    ['cloud.ts:2:1 the inventory `cloud.ts` did not end within 0.3 seconds'],
  ],
  [
    'a function with an endless loop',
    `${DEFINE}export default defineInventory({ timeout: 0.3, list: () => { for (;;) {} } })\n`,
    ['cloud.ts:2:1 the inventory `cloud.ts` did not end within 0.3 seconds'],
  ],
  [
    'a function that exits',
    'export default () => process.exit(3)\n',
    ['cloud.ts:1:1 the inventory `cloud.ts` ended with status 3 before it returned anything'],
  ],
  [
    'nothing',
    'export default () => {}\n',
    ['cloud.ts:1:1 an inventory returns `{hosts, groups}`, got nothing'],
  ],
  [
    'an invalid result, with all errors',
    '// hosts\nexport default () => ({ hosts: { "a b": {}, b: { group: [] }, c: { vars: { "x-y": 1 } }, d: 1, e: { groups: "web" } }, groups: { "-x": {} }, more: 1 })\n',
    [
      'cloud.ts:2:1 what an inventory returns cannot have `more` (known are `hosts`, `groups`)',
      'cloud.ts:2:1 `-x` cannot be the name of a group (letters, digits, `_`, `-` and `.`, beginning with a letter or digit)',
      'cloud.ts:2:1 `a b` cannot be the name of a host (letters, digits, `.`, `_` and `-`, beginning with a letter or digit; or an IPv6 address)',
      'cloud.ts:2:1 the host `b` cannot have `group` (did you mean `groups`?)',
      'cloud.ts:2:1 `x-y` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `x_y`)',
      'cloud.ts:2:1 the host `d` must be a map, got `1`',
      'cloud.ts:2:1 `groups` of `e` must be a list of names, got `web`',
    ],
  ],
]

for (const [what, text, expected] of WRONG) {
  test(`refused: ${what}`, () => {
    const folder = folderOf({ 'cloud.ts': text })
    const problems = problemsOf(() => loadInventory([folder]), folder)
    assert.is(problems.length, expected.length, problems.join('\n'))
    expected.forEach((each, nth) => {
      if (typeof each === 'string') assert.is(problems[nth], each)
      else assert.match(problems[nth] ?? '', each)
    })
  })
}

test('the result is cached for `seconds`, readable only by its owner, until the file changes or a refresh', () => {
  const folder = folderOf({ count: '' })
  const text = (seconds: number): string => `${DEFINE}import { appendFileSync } from 'node:fs'
export default defineInventory({
  cache: { seconds: ${seconds} },
  list: () => {
    appendFileSync(${JSON.stringify(join(folder, 'count'))}, 'x')
    return { hosts: { h: { vars: { password: 'p' } } } }
  },
})
`
  const file = join(folder, 'cloud.ts')
  const runs = (): number => readFileSync(join(folder, 'count'), 'utf8').length
  writeFileSync(file, text(600))
  const first = loadInventory([file])
  assert.equal(varsOf(loadInventory([file]), 'h'), varsOf(first, 'h'))
  assert.is(runs(), 1)
  const kept = join(process.env.XDG_CACHE_HOME ?? '', 'drover-inventory')
  // A cache that was opened to others is made private again.
  for (const name of readdirSync(kept)) chmodSync(join(kept, name), 0o644)
  first.refresh()
  assert.is(runs(), 2)
  const modes = [kept, ...readdirSync(kept).map(name => join(kept, name))].map(
    path => statSync(path).mode & 0o777,
  )
  assert.equal(modes, [0o700, 0o600])
  writeFileSync(file, text(0))
  loadInventory([file])
  loadInventory([file])
  assert.is(runs(), 4)
})

test('a refresh reads the current hosts, and keeps those that tasks added', () => {
  const folder = folderOf({ names: 'a b' })
  writeFileSync(
    join(folder, 'cloud.ts'),
    `import { readFileSync } from 'node:fs'
export default () => ({ hosts: Object.fromEntries(readFileSync(${JSON.stringify(join(folder, 'names'))}, 'utf8').split(' ').map(n => [n, {}])) })
`,
  )
  const inventory = loadInventory([join(folder, 'cloud.ts')])
  const place = { file: 'site.yml', line: 1, column: 1 }
  inventory.addHost({ name: 'added', groups: ['g'], variables: { v: 1 }, place })
  inventory.addToGroup({ host: 'a', group: 'g', parents: [], place })
  inventory.addToGroup({ host: 'b', group: 'g', parents: [], place })
  writeFileSync(join(folder, 'names'), 'b c')
  inventory.refresh()
  assert.equal([...inventory.hosts.keys()], ['b', 'c', 'added'])
  assert.equal(inventory.groups.get('g'), ['added', 'b'])
})

test.run()
