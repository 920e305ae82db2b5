import { Readable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { putFromSpool } from '../../../src/remote/files/atomic-write.ts'
import { folderIn } from '../../../src/remote/files/staging-directory.ts'

for (const [size, first] of [
  [9_999_999, 'sha256sum'],
  [10_000_000, 'openssl dgst -sha256 -r'],
] as const)
  test(`a file that is replaced by ${size} bytes is hashed by ${first} first`, () => {
    const content = { size, open: () => Readable.from([]) }
    const file = { path: '/srv/f', content, mode: '0644', replaces: 'ab'.repeat(32) }
    const { text } = putFromSpool(file, folderIn('/srv', 'web1', 7))
    assert.match(text, `if h=$(${first} <"$n" 2>/dev/null) || h=$(`)
  })

test.run()
