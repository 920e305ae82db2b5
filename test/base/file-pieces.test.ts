import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOfFile, openInPieces, readPieces } from '../../src/base/file-pieces.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-pieces-'))
const file = join(folder, 'f')
test.after(() => rmSync(folder, { recursive: true, force: true }))

const PIECE = 256 * 1024

/** The pieces of a file, each copied when the next one has been read: then it must still be what it was. */
async function copiesOf(path: string): Promise<Buffer[]> {
  const copies: Buffer[] = []
  let last: Buffer = Buffer.alloc(0)
  for await (const piece of readPieces(path)) {
    copies.push(Buffer.from(last))
    last = piece
  }
  return [...copies, last]
}

for (const size of [0, 1, PIECE, PIECE + 1, 3 * PIECE - 1, 8 * PIECE + 5]) {
  const content = Buffer.from(Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) % 251))
  test(`a file of ${size} bytes is read whole`, async () => {
    writeFileSync(file, content)
    for (const algorithm of ['sha256', 'md5'])
      assert.is(await digestOfFile(file, algorithm), createHash(algorithm).update(content).digest('hex'))
    const pieces = await openInPieces(file).toArray()
    assert.ok(Buffer.concat(pieces).equals(content))
    assert.is(pieces.length, Math.ceil(size / PIECE))
    assert.ok(Buffer.concat(await copiesOf(file)).equals(content))
  })
}

test('a file that cannot be read is an error', async () => {
  const failed = await digestOfFile(join(folder, 'none'), 'sha256').catch(error => error.code)
  assert.is(failed, 'ENOENT')
})

test.run()
