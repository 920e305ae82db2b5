import { test } from 'uvu'
import fail from '../../../tasks/flow/fail.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a message',
    params: { msg: 'this is not a database host' },
    expects: ['error: this is not a database host'],
  },
  { title: 'none', params: {}, expects: ['error: Failed as requested from task'] },
]

taskRows('fail', fail, ROWS)

test.run()
