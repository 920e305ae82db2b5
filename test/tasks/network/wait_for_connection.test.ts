import { test } from 'uvu'
import waitForConnection from '../../../tasks/network/wait_for_connection.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'the check sends no request',
    params: {},
    expects: ['waits for the host to be reachable', 'outputs: {"elapsed":0}'],
  },
  {
    title: 'all params of Ansible are accepted',
    params: { delay: 0, sleep: 2, timeout: '5', connect_timeout: 3 },
    expects: ['waits for the host to be reachable', 'outputs: {"elapsed":0}'],
  },
  {
    title: 'an unknown param',
    params: { retries: 3 },
    expects: ['refused: : Unrecognized key: "retries"'],
  },
]

taskRows('wait_for_connection', waitForConnection, ROWS)

test.run()
