import { test } from 'uvu'
import setStats from '../../../tasks/flow/set_stats.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'statistics of the run are aggregated',
    params: { data: { upgraded: 3 } },
    expects: ['in sync: {"ansible_stats":{"data":{"upgraded":3},"per_host":false,"aggregate":true}}'],
  },
  {
    title: 'statistics of the host replace the last ones',
    params: { data: { upgraded: 3 }, per_host: true, aggregate: false },
    expects: ['in sync: {"ansible_stats":{"data":{"upgraded":3},"per_host":true,"aggregate":false}}'],
  },
]

taskRows('set_stats', setStats, ROWS)

test.run()
