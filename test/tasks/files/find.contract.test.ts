import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import find from '../../../tasks/files/find.ts'
import type { ContractOutcome } from '../../kit/contract.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c)\n é`

/** A tree of three levels, with a hidden file, a link, an old file and an odd name. */
function prepare(root: string): void {
  mkdirSync(`${root}/d/e`, { recursive: true })
  for (const path of ['a', '.h', `d/${NAME}`, 'd/e/f']) writeFileSync(`${root}/${path}`, `text of\n${path}\n`)
  symlinkSync('d', `${root}/l`)
  utimesSync(`${root}/d/e/f`, 1e9, 1e9)
}

const found = (root: string, { first }: ContractOutcome): string[] =>
  (first.outputs.files as { path: string }[]).map(({ path }) => path.slice(root.length + 1))

const CASES: readonly (readonly [title: string, params: object, expected: readonly string[]])[] = [
  ['finds files directly in the directory', {}, ['a']],
  ['finds hidden files', { hidden: true }, ['.h', 'a']],
  ['finds files of any depth and name', { recurse: true }, ['a', `d/${NAME}`, 'd/e/f']],
  ['finds to a depth', { recurse: true, depth: 2 }, ['a', `d/${NAME}`]],
  ['finds directories', { recurse: true, file_type: 'directory' }, ['d', 'd/e']],
  ['finds links', { recurse: true, file_type: 'link' }, ['l']],
  ['finds old files', { recurse: true, age: '1w' }, ['d/e/f']],
  ['finds new files', { recurse: true, age: '-1h', patterns: ['-a*', 'f'] }, [`d/${NAME}`]],
  ['finds files with a matching line', { recurse: true, contains: 'd/e' }, ['d/e/f']],
  [
    'finds files with matching content',
    { recurse: true, contains: 'of\\nd/e', read_whole_file: true },
    ['d/e/f'],
  ],
]

contractRows(
  'find',
  find,
  CASES.map(([title, params, expected]) => ({
    title,
    params: { paths: '@', ...params },
    expects: 'in-sync' as const,
    prepare,
    verify: (root, outcome) => assert.equal(found(root, outcome), expected),
  })),
)

test.run()
