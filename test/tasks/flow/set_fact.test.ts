import { test } from 'uvu'
import setFact from '../../../tasks/flow/set_fact.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'values keep their types',
    params: { leader: 'node1', count: 3, list: [1, 'a'], cacheable: true },
    expects: ['in sync: {"ansible_facts":{"leader":"node1","count":3,"list":[1,"a"]}}'],
  },
  {
    title: 'a task without variables is an error',
    params: {},
    expects: ['error: No key/value pairs provided, at least one is required for this action to succeed'],
  },
]

taskRows('set_fact', setFact, ROWS)

test.run()
