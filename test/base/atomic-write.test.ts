import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { replaceFile } from '../../src/base/atomic-write.ts'
import { scratch } from '../kit/local-session.ts'

const modeOf = (file: string): number => statSync(file).mode & 0o777

test('a new file has mode 0600 whatever the umask; an existing file keeps its mode, or gets 0600 if it must be private', () => {
  const { path, remove } = scratch()
  const file = join(path, 'file')
  const umask = process.umask(0)
  try {
    replaceFile(file, Buffer.from('one'))
    assert.is(modeOf(file), 0o600)
    chmodSync(file, 0o644)
    replaceFile(file, Buffer.from('two'))
    assert.is(modeOf(file), 0o644)
    replaceFile(file, Buffer.from('three'), true)
    assert.is(modeOf(file), 0o600)
    assert.is(readFileSync(file, 'utf8'), 'three')
    assert.equal(readdirSync(path), ['file'])
  } finally {
    process.umask(umask)
    remove()
  }
})

test('writing to a symbolic link replaces the target and keeps the link', () => {
  const { path, remove } = scratch()
  writeFileSync(join(path, 'file'), 'one')
  symlinkSync('file', join(path, 'link'))
  replaceFile(join(path, 'link'), Buffer.from('two'))
  assert.is(readFileSync(join(path, 'file'), 'utf8'), 'two')
  assert.equal(readdirSync(path).sort(), ['file', 'link'])
  remove()
})

test.run()
