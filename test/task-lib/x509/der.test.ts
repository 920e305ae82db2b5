import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bitsOf, childrenOf, identifierOf, readDer, stringOf } from '../../../src/task-lib/x509/der.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('object identifiers with arcs of one and of several bytes are formatted', () => {
  const rows: readonly [string, string][] = [
    ['06 03 55 1d 0f', '2.5.29.15'],
    ['06 08 2b 06 01 05 05 07 03 01', '1.3.6.1.5.5.7.3.1'],
    ['06 09 2a 86 48 86 f7 0d 01 09 01', '1.2.840.113549.1.9.1'],
    ['06 03 88 37 03', '2.999.3'],
  ]
  for (const [bytes, dotted] of rows) assert.is(identifierOf(readDer(hex(bytes))), dotted)
})

test('lengths of one and of several bytes are read, and the following bytes are returned', () => {
  assert.equal(readDer(hex('04 02 aa bb cc')).content, hex('aa bb'))
  const long = Buffer.concat([hex('04 82 01 00'), Buffer.alloc(256, 7), hex('ff')])
  assert.is(readDer(long).content.length, 256)
  assert.is(readDer(long).bytes.length, 260)
})

test('child elements are returned in order', () => {
  assert.equal(
    childrenOf(readDer(hex('30 06 02 01 05 01 01 ff'))).map(({ tag, content }) => [
      tag,
      content.toString('hex'),
    ]),
    [
      [2, '05'],
      [1, 'ff'],
    ],
  )
})

test('strings are decoded by their type', () => {
  assert.is(stringOf(readDer(hex('0c 02 c3 b6'))), 'ö')
  assert.is(stringOf(readDer(hex('13 02 43 4e'))), 'CN')
  assert.is(stringOf(readDer(hex('1e 04 00 f6 00 41'))), 'öA')
})

test('bits are numbered from the left, those after the first byte too', () => {
  assert.equal(bitsOf(readDer(hex('03 02 05 a0'))), [0, 2])
  assert.equal(bitsOf(readDer(hex('03 03 07 80 80'))), [0, 8])
})

for (const [title, bytes] of [
  ['nothing', ''],
  ['a tag alone', '30'],
  ['less content than its length', '30 05 02 01'],
  ['an indefinite length', '30 80 00 00'],
] as const) {
  test(`${title} is refused`, () => assert.throws(() => readDer(hex(bytes)), RangeError as never))
}

test.run()
