import { test } from 'uvu'
import assertTask from '../../../tasks/flow/assert.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'true conditions pass',
    params: {
      that: [
        { text: '1 < 2', value: true },
        { text: 'name', value: 'yes' },
      ],
    },
    expects: ['in sync: {"msg":"All assertions passed"}'],
  },
  {
    title: '`success_msg` is returned if the conditions are true',
    params: { that: { text: 'a', value: true }, success_msg: 'the cluster can have a quorum', quiet: true },
    expects: ['in sync: {"msg":"the cluster can have a quorum"}'],
  },
  {
    title: 'a false condition is an error',
    params: {
      that: [
        { text: '1 < 2', value: true },
        { text: '2 < 1', value: false },
      ],
    },
    expects: ['error: `2 < 1` is false'],
  },
  {
    title: '`fail_msg` is the error of a false condition',
    params: { that: { text: '2 < 1', value: false }, fail_msg: 'two is not less' },
    expects: ['error: two is not less'],
  },
  {
    title: 'a value that is not a condition is an error',
    params: { that: { text: 'x', value: { a: 1 } } },
    expects: [
      'error: expected true or false, got a map from `x`',
      'hint: for a result use `.changed`, `.failed` or `.skipped`; for a map `"key" in x`',
    ],
  },
]

taskRows('assert', assertTask, ROWS)

test.run()
