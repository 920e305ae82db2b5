import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { EncodingError, encodeText } from '../../../src/task-lib/text/encode-text.ts'

// Expected bytes from Python 3.11: `'Größe €'.encode(NAME).hex()`, without the last character if the encoding has no euro sign.
const ROWS: readonly (readonly [text: string, encoding: string, hex: string])[] = [
  ['Größe €', 'utf-8', '4772c3b6c39f6520e282ac'],
  ['Größe €', 'utf-8-sig', 'efbbbf4772c3b6c39f6520e282ac'],
  ['Größe €', 'utf-16', 'fffe47007200f600df0065002000ac20'],
  ['Größe €', 'utf_16_le', '47007200f600df0065002000ac20'],
  ['Größe €', 'UTF-16BE', '0047007200f600df0065002020ac'],
  ['Größe €', 'cp1252', '4772f6df652080'],
  ['Größe €', 'windows-1252', '4772f6df652080'],
  ['Größe €', 'iso-8859-15', '4772f6df6520a4'],
  ['Größe', 'latin-1', '4772f6df65'],
  ['\u0080', 'iso8859-1', '80'],
  ['Да', 'koi8-r', 'e4c1'],
  ['Да', 'cp1251', 'c4e0'],
  ['Да', 'cp866', '84a0'],
  ['a', 'ascii', '61'],
]

for (const [text, encoding, hex] of ROWS) {
  test(`${JSON.stringify(text)} is encoded in ${encoding}`, () => {
    assert.is(encodeText(text, encoding)?.toString('hex'), hex)
  })
}

test('a character that an encoding does not have is an error', () => {
  assert.throws(
    () => encodeText('€', 'latin-1'),
    (error: unknown) => error instanceof EncodingError,
  )
  assert.throws(() => encodeText('ö', 'ascii'), /^`ascii` has no character `ö`$/)
  assert.throws(() => encodeText('😀', 'cp1252'), /has no character `😀`/)
})

test('an unknown encoding gives undefined', () => {
  assert.is(encodeText('a', 'none'), undefined)
  assert.is(encodeText('a', 'shift_jis'), undefined)
})

test.run()
