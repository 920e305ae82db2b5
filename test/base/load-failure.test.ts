import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { openTaskFolders } from '../../src/load-task-types.ts'
import { makeProject } from '../kit/command-line.ts'

/** The text of a task file, the place that its error names, and the reason. */
const rows: [what: string, text: string, place: string, reason: string][] = [
  [
    'a syntax error',
    '\n\nexport default {\n  a: 1 b\n}\n',
    'tasks/own.ts:4:7',
    'Unexpected token, expected ","',
  ],
  [
    'an error that it throws',
    '\nfunction f() {\n  throw new Error("boom\\nmore")\n}\nf()\n',
    'tasks/own.ts:3:9',
    'boom',
  ],
  ['thrown text instead of an error', 'throw "boom"\n', 'tasks/own.ts:1:1', 'boom'],
  ['an import that does not exist', '\nimport "./none"\n', 'tasks/own.ts:2:7', "Cannot find module './none'"],
  // The compiler inserts code in front of the call that failed.
  ['a package that is not installed', 'import "none"\n', 'tasks/own.ts:1:1', "Cannot find module 'none'"],
  [
    'a name that is not exported',
    'import { none } from "drover/task"\n\nnone()\n',
    'tasks/own.ts:3:1',
    '`none` is not a function',
  ],
  ['a syntax error in an imported file', 'import "../broken"\n', 'broken.ts:2:8', 'Unexpected token'],
  ['an error in an imported file', 'import "../throws"\n', 'throws.ts:2:7', 'inner'],
]

for (const [what, text, place, reason] of rows) {
  test(`the error for ${what} names its place`, async () => {
    const folder = makeProject({
      'tasks/own.ts': text,
      'broken.ts': '\nexport {{ }\n',
      'throws.ts': '\nthrow new Error("inner")\n',
    })
    const error = await openTaskFolders([join(folder, 'tasks')])
      .load('own')
      .catch(cause => cause)
    assert.instance(error, InputError)
    const { file, line, column } = error.place ?? {}
    assert.is(`${file}:${line}:${column}`, join(folder, place))
    assert.is(error.message, `the task file \`${join(folder, 'tasks/own.ts')}\` cannot be loaded: ${reason}`)
  })
}

test.run()
