import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cachedByVersion } from '../../src/base/cached-by-version.ts'
import { loadVarsFile } from '../../src/yaml/load.ts'
import { folderOf, plainVars } from '../kit/project-files.ts'

test('a file of variables is read once, and read again after it is written, replaced or removed', () => {
  const folder = folderOf({ 'a.yml': 'a: 1', 'b.yml': 'a: 3' })
  const file = join(folder, 'a.yml')
  let reads = 0
  const read = cachedByVersion(each => {
    reads += 1
    return loadVarsFile(each)
  })
  const value = (): unknown => plainVars(read(file)).a
  assert.equal([value(), value(), reads], [1, 1, 1])
  writeFileSync(file, 'a: 22')
  assert.equal([value(), value(), reads], [22, 22, 2])
  renameSync(join(folder, 'b.yml'), file)
  assert.equal([value(), value(), reads], [3, 3, 3])
  renameSync(file, join(folder, 'gone.yml'))
  assert.throws(value, /^there is no file /)
})

test.run()
