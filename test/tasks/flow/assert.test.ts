import { test } from 'uvu'
import assertTask from '../../../tasks/flow/assert.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'conditions that hold',
    params: {
      that: [
        { text: '1 < 2', value: true },
        { text: 'name', value: 'yes' },
      ],
    },
    expects: ['in sync: {"msg":"All assertions passed"}'],
  },
  {
    title: 'a message where they hold',
    params: { that: { text: 'a', value: true }, success_msg: 'the cluster can have a quorum', quiet: true },
    expects: ['in sync: {"msg":"the cluster can have a quorum"}'],
  },
  {
    title: 'a condition that does not hold',
    params: {
      that: [
        { text: '1 < 2', value: true },
        { text: '2 < 1', value: false },
      ],
    },
    expects: ['error: `2 < 1` is false'],
  },
  {
    title: 'a message where it does not hold',
    params: { that: { text: '2 < 1', value: false }, fail_msg: 'two is not less' },
    expects: ['error: two is not less'],
  },
  {
    title: 'a value that is no condition',
    params: { that: { text: 'x', value: { a: 1 } } },
    expects: [
      'error: expected true or false, got a map from `x`',
      'hint: for a result use `.changed`, `.failed` or `.skipped`; for a map `"key" in x`',
    ],
  },
]

taskRows('assert', assertTask, ROWS)

test.run()
