import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expandRange } from '../../src/inventory/ranges.ts'
import { problemsOf } from '../kit/project-files.ts'

const rows: [name: string, expected: string[]][] = [
  ['node1', ['node1']],
  ['node[1:3]', ['node1', 'node2', 'node3']],
  ['node[3:3].lan', ['node3.lan']],
  ['www[08:11]', ['www08', 'www09', 'www10', 'www11']],
  ['www[01:10:4]', ['www01', 'www05', 'www09']],
  ['[:2]', ['0', '1', '2']],
  ['db-[a:c]', ['db-a', 'db-b', 'db-c']],
  ['db-[a:g:3]', ['db-a', 'db-d', 'db-g']],
  ['[y:B]', ['y', 'z', 'A', 'B']],
  ['r[1:2]n[a:b]', ['r1na', 'r1nb', 'r2na', 'r2nb']],
  ['r[1:2]-[01:02]-[1:1]', ['r1-01-1', 'r1-02-1', 'r2-01-1', 'r2-02-1']],
  ['web[1]', ['web[1]']],
  ['[::1]', ['[::1]']],
]

for (const [name, expected] of rows) {
  test(`${name} expands to ${expected.join(', ')}`, () => assert.equal(expandRange(name), expected))
}

const such = '(such as `node[1:3]` or `www[01:50:2]`)'

const wrong: [name: string, expected: string][] = [
  ['n[3:1]', `the range \`[3:1]\` ends before it begins ${such}`],
  ['n[1:3:0]', `the range \`[1:3:0]\` has a step of 0 ${such}`],
  ['n[1:c]', `the range \`[1:c]\` mixes a number with a letter ${such}`],
  ['n[a:3]', `the range \`[a:3]\` mixes a number with a letter ${such}`],
  ['n[01:100]', `the range \`[01:100]\` has ends with a different number of digits ${such}`],
  ['n[1:99999999999]', `the range \`[1:99999999999]\` expands to more than 100000 hosts ${such}`],
  ['n[1:1000]x[1:1000]', '`n[1:1000]x[1:1000]` expands to more than 100000 hosts'],
]

for (const [name, expected] of wrong) {
  test(`${name} is refused`, () =>
    assert.equal(
      problemsOf(() => expandRange(name)),
      [expected],
    ))
}

test('a range expands to every number from the first to the last in steps', () => {
  const range = fc.record({
    first: fc.nat(120),
    more: fc.nat(120),
    step: fc.integer({ min: 1, max: 9 }),
    isPadded: fc.boolean(),
    around: fc.tuple(fc.stringMatching(/^[a-z]{0,3}$/), fc.stringMatching(/^[a-z.]{0,3}$/)),
  })
  fc.assert(
    fc.property(range, ({ first, more, step, isPadded, around: [before, after] }) => {
      const last = first + more
      const width = isPadded ? String(last).length + 1 : 0
      const pad = (value: number): string => String(value).padStart(width, '0')
      const expected = []
      for (let value = first; value <= last; value += step) expected.push(before + pad(value) + after)
      assert.equal(expandRange(`${before}[${pad(first)}:${pad(last)}:${step}]${after}`), expected)
    }),
  )
})

test('several ranges expand to their product, with the last one changing fastest', () => {
  const part = fc.tuple(fc.stringMatching(/^[a-z-]{0,3}$/), fc.nat(9), fc.nat(3))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), parts => {
      const name = parts.map(([text, from, more]) => `${text}[${from}:${from + more}]`).join('')
      const expected = parts.reduce<string[]>(
        (done, [text, from, more]) =>
          done.flatMap(each => Array.from({ length: more + 1 }, (_, index) => each + text + (from + index))),
        [''],
      )
      assert.equal(expandRange(name), expected)
    }),
  )
})

test.run()
