import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { yaml11Value } from '../../src/yaml/yaml-1-1.ts'

// Expected values from PyYAML 6.0; a time is the result of `str`.
const ROWS: Readonly<Record<string, boolean | number | Float | string>> = {
  yes: true,
  NO: false,
  On: true,
  '1_000': 1000,
  '1__': 1,
  '0b101': 5,
  '0x1_f': 31,
  '-0x1f': -31,
  '22:22': 1342,
  '12:30:45': 45045,
  '-1:30': -90,
  '1:30.5': 90.5,
  '0:30.5': 30.5,
  '1_0.5': 10.5,
  '01.5': 1.5,
  '1.0': new Float(1),
  '-1_0.': new Float(-10),
  '1:30.0': new Float(90),
  '1.5e+3': new Float(1500),
  '1.5e3': '1.5e3',
  '-.5': '-.5',
  '2001-12-14t21:59:43.10-05:00': '2001-12-14 21:59:43.100000-05:00',
  '2001-12-14 21:59:43.10 -5': '2001-12-14 21:59:43.100000-05:00',
  '2001-12-15 2:59:43.1234567': '2001-12-15 02:59:43.123456',
  '2020-01-01T10:00:00Z': '2020-01-01 10:00:00+00:00',
  '2020-1-2 10:00:00 +1:30': '2020-01-02 10:00:00+01:30',
}

for (const [text, value] of Object.entries(ROWS)) {
  test(`\`${text}\` is ${JSON.stringify(value)}`, () => assert.equal(yaml11Value(text), value))
}

for (const text of ['word', 'oN', 'y', '8080:80', '12:60', '0:30', '1e3', '0o17', '0644', '_1', '1.2.3']) {
  test(`\`${text}\` is plain text`, () => assert.is(yaml11Value(text), undefined))
}

for (const text of ['2020-01-01', '2020-01-01T10:00', '99999999999999999999']) {
  test(`\`${text}\` keeps its spelling`, () => assert.is(yaml11Value(text), undefined))
}

test.run()
