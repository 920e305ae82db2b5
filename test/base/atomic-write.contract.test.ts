import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { replaceFile } from '../../src/base/atomic-write.ts'
import { scratch } from '../kit/local-session.ts'

test('writing to a named pipe keeps the pipe, and writing to a folder is refused', () => {
  const { path, remove } = scratch()
  const pipe = join(path, 'pipe')
  execFileSync('mkfifo', [pipe])
  // A pipe that is open for both reading and writing needs no other process.
  const fd = openSync(pipe, 'r+')
  replaceFile(pipe, Buffer.from('one'))
  assert.ok(statSync(pipe).isFIFO())
  const read = Buffer.alloc(3)
  readSync(fd, read)
  closeSync(fd)
  assert.is(read.toString(), 'one')
  assert.throws(() => replaceFile(path, Buffer.from('two')), /EISDIR/)
  assert.equal(readdirSync(path), ['pipe'])
  remove()
})

test.run()
