import { test } from 'uvu'
import includeVars from '../../../tasks/flow/include_vars.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const FILES = { 'a.yml': 'a: 1', 'more/b.yml': 'b: 1', 'more/c.yml': 'c: 1' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a file is included',
    params: { file: 'a.yml' },
    files: FILES,
    expects: ['in sync: {"ansible_included_var_files":["a.yml"]}'],
  },
  {
    title: 'a folder is included',
    params: {
      dir: 'more',
      name: 'all',
      depth: '1',
      files_matching: '^b',
      ignore_files: 'x.yml y.yml',
      extensions: 'yml',
      ignore_unknown_extensions: 'yes',
      hash_behaviour: 'merge',
    },
    files: FILES,
    expects: ['in sync: {"ansible_included_var_files":["more/b.yml","more/c.yml"]}'],
  },
  { title: 'neither', params: {}, expects: ['refused: : expected either `file` or `dir`'] },
  {
    title: 'both',
    params: { file: 'a', dir: 'b' },
    expects: ['refused: : expected either `file` or `dir`'],
  },
  {
    title: 'params for a folder are refused with a file',
    params: { file: 'a', depth: 1 },
    expects: [
      'refused: : `depth`, `files_matching`, `ignore_files`, `extensions`, `ignore_unknown_extensions` go with `dir`, not with `file`',
    ],
  },
  {
    title: 'invalid patterns are refused',
    params: { dir: 'a', files_matching: '(', ignore_files: ['['] },
    expects: [
      'refused: files_matching: expected a regular expression: Invalid regular expression: /(/: Unterminated group',
      'refused: ignore_files.0: expected a regular expression: Invalid regular expression: /[/: Unterminated character class',
    ],
  },
]

taskRows('include_vars', includeVars, ROWS)

test.run()
