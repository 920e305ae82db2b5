import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { localDigest } from '../../../src/engine/check/local-digest.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-digest-'))
const file = join(folder, 'f')
const stat = () => statSync(file, { bigint: true })
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')
test.after(() => rmSync(folder, { recursive: true, force: true }))

test('a file is hashed once for all callers, and again after a change', async () => {
  writeFileSync(file, 'first')
  const times = stat()
  await new Promise(resolve => setTimeout(resolve, 2100))
  const digest = localDigest(file, stat())
  assert.is(await digest, sha256('first'))
  assert.is(localDigest(file, stat()), digest)
  // The same size and restored times; only its ctime differs.
  writeFileSync(file, 'later')
  utimesSync(file, Number(times.atimeMs) / 1000, Number(times.mtimeMs) / 1000)
  assert.is(await localDigest(file, stat()), sha256('later'))
  // Two contents within one clock tick may have the same times.
  const found = stat()
  writeFileSync(file, 'third')
  assert.is(await localDigest(file, found), sha256('third'))
})

test('a large file is hashed in pieces', async () => {
  const content = Buffer.alloc(3_000_000, 'x')
  writeFileSync(file, content)
  assert.is(await localDigest(file, stat()), sha256(content))
})

test('a file that could not be read is read again', async () => {
  const gone = { ...stat(), ctimeMs: 0n } as ReturnType<typeof stat>
  const failed = await localDigest(join(folder, 'none'), gone).catch(error => error.code)
  assert.is(failed, 'ENOENT')
  writeFileSync(join(folder, 'none'), 'now')
  assert.is(await localDigest(join(folder, 'none'), gone), createHash('sha256').update('now').digest('hex'))
})

test.run()
