import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isRelativeTime, timeOf, timeText } from '../../../src/task-lib/x509/times.ts'

const NOW = Date.parse('2027-01-31T12:00:00.700Z')

for (const [text, shown] of [
  ['+0s', '20270131120000Z'],
  ['+3650d', '20370128120000Z'],
  ['-1w2d3h4m5s', '20270122085555Z'],
  ['+10', '20270131120010Z'],
  ['20300101123456Z', '20300101123456Z'],
  ['203001011234Z', '20300101123400Z'],
  ['20300101123456+0130', '20300101110456Z'],
] as const) {
  test(`${text} is a time`, () => {
    assert.is(timeText(timeOf(text, NOW) ?? 0), shown)
    assert.is(isRelativeTime(text), /^[+-]/.test(text))
  })
}

test('other texts are not times', () => {
  for (const text of [
    '',
    '+',
    '-',
    '+1x',
    '+1d1w',
    '2030',
    '20301301000000Z',
    '2030010100000',
    'x+1d',
    '+1.5h',
  ])
    assert.is(timeOf(text, NOW), undefined, text)
})

test.run()
