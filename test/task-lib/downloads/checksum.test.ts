import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findInList, parseChecksum } from '../../../src/task-lib/downloads/checksum.ts'

const A = 'a'.repeat(64)
const B = 'B'.repeat(64)

const PARAMS: readonly (readonly [text: string, parsed: unknown])[] = [
  [`sha256:${B}`, { algorithm: 'sha256', hex: 'b'.repeat(64) }],
  ['SHA256:https://x.org/SUMS', { algorithm: 'sha256', listUrl: 'https://x.org/SUMS' }],
  [`md5:${'0'.repeat(32)}`, { algorithm: 'md5', hex: '0'.repeat(32) }],
  [`sha256:${A}.`, { algorithm: 'sha256', hex: A }],
  [A, undefined],
  [`sha256:${'a'.repeat(63)}`, undefined],
  [`crc:${A}`, undefined],
  ['sha256:SUMS', undefined],
]

for (const [text, parsed] of PARAMS) {
  test(`${text.slice(0, 30)} is ${JSON.stringify(parsed)?.slice(0, 40)}`, () => {
    assert.equal(parseChecksum(text), parsed)
  })
}

const LISTS: readonly (readonly [title: string, list: string, found: string | undefined])[] = [
  ['as sha256sum writes it', `${B}  other\n${A}  app.tgz\n`, A],
  ['in binary mode', `${A} *app.tgz\r\n`, A],
  ['with a dot before it', `${A}  ./app.tgz\n`, A],
  ['below a directory', `${A}  dist/app.tgz\n`, A],
  ['by its own name before one below a directory', `${B}  old/app.tgz\n${A}  app.tgz\n`, A],
  ['as the BSDs write it', `SHA256 (app.tgz) = ${A}\n`, A],
  ['alone', `${A}\n`, A],
  ['with a full stop behind it', `${A}.  app.tgz\n`, A],
  ['not at all', `${A}  app.tgz.sig\n${B}  myapp.tgz\n`, undefined],
  ['in another length', `${'a'.repeat(40)}  app.tgz\n`, undefined],
]

for (const [title, list, found] of LISTS) {
  test(`a list has the digest of a file: ${title}`, () => {
    assert.is(findInList(list, 'app.tgz', 'sha256'), found)
  })
}

test.run()
