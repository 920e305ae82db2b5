import { test } from 'uvu'
import ping from '../../../tasks/system/ping.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'the shell of the host answers',
    params: {},
    answers: { ping: '' },
    expects: ['in sync: {"ping":"pong"}'],
  },
  {
    title: 'the text of `data` is returned',
    params: { data: 1 },
    answers: { ping: '' },
    expects: ['in sync: {"ping":"1"}'],
  },
  {
    title: '`data: crash` is an error',
    params: { data: 'crash' },
    answers: { ping: '' },
    expects: ['error: boom', 'hint: `data: crash` makes the task fail'],
  },
]

taskRows('ping', ping, ROWS)

test.run()
