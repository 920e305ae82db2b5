import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checksumFile, releaseFile } from '../../../lab/base/checksums.ts'

const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

const files = [
  { name: 'b.tar.gz', content: Buffer.from('abc') },
  { name: 'a', content: Buffer.alloc(0) },
]

test('a checksum file has the format of sha256sum, sorted by name', () => {
  assert.is(checksumFile(files), `${empty}  a\n${abc}  b.tar.gz\n`)
})

test('a Release file lists every index with its size and both checksums', () => {
  assert.is(
    releaseFile(files, new Date(0)),
    [
      'Origin: Drover lab',
      'Suite: lab',
      'Codename: lab',
      'Date: Thu, 01 Jan 1970 00:00:00 GMT',
      'Acquire-By-Hash: no',
      'MD5Sum:',
      ' d41d8cd98f00b204e9800998ecf8427e 0 a',
      ' 900150983cd24fb0d6963f7d28e17f72 3 b.tar.gz',
      'SHA256:',
      ` ${empty} 0 a`,
      ` ${abc} 3 b.tar.gz`,
      '',
    ].join('\n'),
  )
})

test.run()
