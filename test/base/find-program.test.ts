import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findProgram } from '../../src/base/find-program.ts'

test('returns the program in the first folder of PATH that has it as an executable file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-path-'))
  const [plain, ofFolder, executable, later] = ['a', 'b', 'c', 'd'].map(name => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  for (const each of [plain, ofFolder, executable, later]) mkdirSync(each)
  writeFileSync(join(plain, 'p'), '')
  mkdirSync(join(ofFolder, 'p'))
  for (const each of [executable, later]) {
    writeFileSync(join(each, 'p'), '')
    chmodSync(join(each, 'p'), 0o755)
  }
  const PATH = [plain, '', join(folder, 'none'), ofFolder, executable, later].join(':')
  assert.is(findProgram('p', { PATH }), join(executable, 'p'))
  assert.is(findProgram('q', { PATH }), undefined)
  assert.is(findProgram('p', {}), undefined)
})

test.run()
