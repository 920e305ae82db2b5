import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { replaceFile } from '../../src/base/atomic-write.ts'
import { scratch } from '../kit/local-session.ts'

const modeOf = (file: string): number => statSync(file).mode & 0o777

test('a new file is its owner’s alone, whatever the umask; another keeps its mode, unless it is to be private', () => {
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

test('a link stays, and what it leads to is replaced', () => {
  const { path, remove } = scratch()
  writeFileSync(join(path, 'file'), 'one')
  symlinkSync('file', join(path, 'link'))
  replaceFile(join(path, 'link'), Buffer.from('two'))
  assert.is(readFileSync(join(path, 'file'), 'utf8'), 'two')
  assert.equal(readdirSync(path).sort(), ['file', 'link'])
  remove()
})

test.run()
