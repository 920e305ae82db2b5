import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeFolder } from '../../src/journal/folder.ts'

const place = mkdtempSync(join(tmpdir(), 'drover-journal-'))
test.after(() => rmSync(place, { recursive: true }))

test('a folder is created with missing parents and mode 700, and may already exist', () => {
  makeFolder(join(place, 'a/b/c'))
  makeFolder(join(place, 'a/b/c'))
  for (const made of ['a', 'a/b', 'a/b/c']) assert.is(statSync(join(place, made)).mode & 0o7777, 0o700)
})

for (const [title, path, said] of [
  ['below a file', join(place, 'file', 'a'), /ENOTDIR/],
  ['in place of a file', join(place, 'file'), /EEXIST/],
  ['where none can be created', '/proc/none/a/b', /ENOENT: no such file or directory, mkdir '\/proc\/none'/],
] as const) {
  test(`a folder ${title} is refused`, () => {
    writeFileSync(join(place, 'file'), '')
    assert.throws(() => makeFolder(path), said)
  })
}

test.run()
