import { test } from 'uvu'
import setup from '../../../tasks/flow/setup.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  { title: 'nothing', params: {}, expects: ['in sync: {}'] },
  {
    title: 'params of Ansible are accepted',
    params: { filter: ['ansible_k*'], gather_subset: '!all,min', gather_timeout: '5' },
    expects: ['in sync: {}'],
  },
  {
    title: 'an invalid filter is refused',
    params: { filter: { a: 1 } },
    expects: ['refused: filter: Invalid input: expected array, received object'],
  },
]

taskRows('setup', setup, ROWS)

test.run()
