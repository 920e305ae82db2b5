import { test } from 'uvu'
import pause from '../../../tasks/flow/pause.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'seconds',
    params: { seconds: 0 },
    expects: ['waits for 0 seconds to pass', 'outputs: {"delta":0}'],
  },
  {
    title: 'seconds and minutes',
    params: { seconds: '5', minutes: 1 },
    isCheckMode: true,
    expects: ['waits for 65 seconds to pass'],
  },
  {
    title: 'a prompt without a terminal',
    params: { prompt: 'Has the load balancer drained?' },
    expects: [
      'waits for Enter to be pressed',
      'error: there is no terminal to ask on: Has the load balancer drained?',
      'hint: set `seconds`, or run on a terminal',
    ],
  },
  {
    title: 'a prompt with a time is a time',
    params: { prompt: 'Wait', minutes: 0 },
    expects: ['waits for 0 seconds to pass', 'outputs: {"delta":0}'],
  },
]

taskRows('pause', pause, ROWS)

test.run()
