import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { showDiff, summarise } from '../../src/report/diff.ts'
import { makeStyle } from '../../src/report/style.ts'

const plain = makeStyle(false)

test('texts are shown as a unified diff', () => {
  const text = { before: 'a\nb\nc\n', after: 'a\nB\nc\n' }
  assert.equal(showDiff({ resource: 'file:/etc/motd', action: 'update', text }, plain), [
    'update file:/etc/motd',
    '--- file:/etc/motd  before',
    '+++ file:/etc/motd  after',
    '@@ -1,3 +1,3 @@',
    ' a',
    '-b',
    '+B',
    ' c',
  ])
})

test('fields are shown one by one, and only those that differ', () => {
  const change = {
    resource: 'file:/x',
    action: 'update',
    before: { mode: '0644', owner: 'root' },
    after: { mode: '0600', owner: 'root', group: 'adm' },
  }
  assert.equal(showDiff(change, plain), ['update file:/x', '- mode: 0644', '+ mode: 0600', '+ group: adm'])
})

test('control characters in texts and names are escaped', () => {
  const text = { before: '', after: '\u001b[2Jx\r\n' }
  const lines = showDiff({ resource: 'file:/a\n+forged', action: 'create', text }, plain)
  assert.equal(lines, [
    'create file:/a⏎+forged',
    '--- file:/a⏎+forged  before',
    '+++ file:/a⏎+forged  after',
    '@@ -0,0 +1,1 @@',
    '+\\x1b[2Jx\\x0d',
  ])
})

test('a long diff is truncated, with the number of omitted lines', () => {
  const after = Array.from({ length: 1000 }, (_, index) => `line ${index}\n`).join('')
  const lines = showDiff({ resource: 'file:/x', action: 'create', text: { before: '', after } }, plain)
  assert.is(lines.length, 402)
  assert.is(lines.at(-1), '… and 603 more lines')
})

test('texts that differ throughout are not diffed line by line', () => {
  const lines = (letter: string): string =>
    Array.from({ length: 20_000 }, (_, index) => `${letter}${index}\n`).join('')
  const text = { before: lines('a'), after: lines('b') }
  assert.equal(showDiff({ resource: 'file:/x', action: 'update', text }, plain), [
    'update file:/x',
    'too different to show: 20001 lines before, 20001 after',
  ])
})

const summaries: [what: string, change: Parameters<typeof summarise>[0], expected: string][] = [
  [
    'a new resource by its name alone',
    { resource: 'file:/x', action: 'create', before: null, after: { mode: '0644' } },
    'create /x',
  ],
  [
    'an update by the fields that differ',
    { resource: 'file:/x', action: 'update', before: { mode: '0644', a: 1 }, after: { mode: '0600', a: 1 } },
    'update /x (mode 0644 → 0600)',
  ],
  [
    'new contents, without their hash',
    { resource: 'file:/x', action: 'update', before: { sha256: 'a' }, after: { sha256: 'b' } },
    'update /x',
  ],
  ['what runs', { resource: 'command:ls -l', action: 'run' }, 'run ls -l'],
  [
    'a long value, truncated',
    { resource: 'k:x', action: 'update', before: { v: 1 }, after: { v: 'y'.repeat(300) } },
    `update x (v 1 → ${'y'.repeat(199)}…)`,
  ],
]

for (const [what, change, expected] of summaries) {
  test(`a change is summarised: ${what}`, () => assert.is(summarise(change), expected))
}

test.run()
