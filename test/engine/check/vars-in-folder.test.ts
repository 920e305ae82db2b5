import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { VarsQuery } from '../../../src/authoring/project.ts'
import { varsInFolder } from '../../../src/engine/check/vars-in-folder.ts'
import { InputError } from '../../../src/errors.ts'
import { folderOf } from '../../kit/project-files.ts'

const folder = folderOf({
  'vars/b.yml': '',
  'vars/a.yaml': '',
  'vars/z.json': '',
  'vars/a-b/c.yml': '',
  'vars/a/d.yml': '',
  'vars/a/deep/e.yml': '',
  'vars/a/deep/e.test.yml': '',
  'strange/a.yml': '',
  'strange/README.md': '',
  'strange/.hidden': '',
  'strange/none': '',
  file: '',
})
symlinkSync(join(folder, 'vars'), join(folder, 'vars/a/deep/again'))

const ROWS: readonly (readonly [dir: string, query: VarsQuery, expected: readonly string[] | string])[] = [
  ['vars', {}, ['a.yaml', 'b.yml', 'z.json', 'a/d.yml', 'a-b/c.yml', 'a/deep/e.test.yml', 'a/deep/e.yml']],
  ['vars', { depth: 1 }, ['a.yaml', 'b.yml', 'z.json']],
  ['vars', { depth: 2 }, ['a.yaml', 'b.yml', 'z.json', 'a/d.yml', 'a-b/c.yml']],
  ['vars', { files_matching: '^[ab]\\.' }, ['a.yaml', 'b.yml']],
  [
    'vars',
    { ignore_files: ['test.yml', 'a.*'] },
    ['b.yml', 'z.json', 'a/d.yml', 'a-b/c.yml', 'a/deep/e.yml'],
  ],
  ['vars', { extensions: ['json'], ignore_unknown_extensions: true }, ['z.json']],
  ['strange', { ignore_unknown_extensions: true }, ['a.yml']],
  ['strange', { ignore_files: ['.md', 'none', 'hidden'] }, ['a.yml']],
  [
    'strange',
    {},
    '`strange/.hidden` is not a file of variables: its name does not end with any of yaml, yml, json (add its extension to `extensions`, exclude it with `ignore_files`, or set `ignore_unknown_extensions: true`)',
  ],
  ['absent', {}, 'the folder of variables `absent` does not exist'],
  ['file', {}, 'the folder of variables `file` is a file, expected a folder'],
]

for (const [dir, query, expected] of ROWS) {
  test(`variable files in ${dir} with ${JSON.stringify(query)}`, () => {
    assert.equal(found(dir, query), expected)
  })
}

function found(dir: string, query: VarsQuery): readonly string[] | string {
  const base = join(folder, dir)
  try {
    const files = varsInFolder(base, query, { file: 'x.yml', line: 1, column: 1 })
    return files.map(file => file.replace(`${base}/`, ''))
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const hint = error.hint === undefined ? '' : ` (${error.hint})`
    return `${error.message}${hint}`.replaceAll(`${folder}/`, '')
  }
}

test.run()
