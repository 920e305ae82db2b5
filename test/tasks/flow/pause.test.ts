import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import pause from '../../../tasks/flow/pause.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a pause in seconds',
    params: { seconds: 0 },
    isCheckMode: true,
    expects: ['waits for 0 seconds to pass'],
  },
  {
    title: 'seconds and minutes',
    params: { seconds: '5', minutes: 1 },
    isCheckMode: true,
    expects: ['waits for 65 seconds to pass'],
  },
  {
    title: 'a prompt without a terminal is an error',
    params: { prompt: 'Has the load balancer drained?' },
    expects: [
      'waits for Enter to be pressed',
      'error: there is no terminal to ask on: Has the load balancer drained?',
      'hint: set `seconds`, or run on a terminal',
    ],
  },
  {
    title: 'a prompt with a time only waits',
    params: { prompt: 'Wait', minutes: 0 },
    isCheckMode: true,
    expects: ['waits for 0 seconds to pass'],
  },
]

taskRows('pause', pause, ROWS)

test("the result has the fields of Ansible's module", async () => {
  const shapes = [
    [{ seconds: 0 }, true, /^Paused for \d+\.\d\d seconds$/],
    [{ minutes: 0, echo: false }, false, /^Paused for \d+\.\d\d minutes$/],
  ] as const
  for (const [params, echo, shown] of shapes) {
    const { start, stop, stdout, delta, ...others } = await testTask(pause, { params }).apply()
    assert.equal(others, { rc: 0, stderr: '', echo, user_input: '' })
    assert.equal([typeof start, typeof stop, typeof delta], ['string', 'string', 'number'])
    assert.match(String(stdout), shown)
  }
})

test.run()
