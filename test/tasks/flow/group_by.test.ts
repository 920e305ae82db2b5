import { test } from 'uvu'
import groupBy from '../../../tasks/flow/group_by.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'spaces in the key become dashes',
    params: { key: 'os Debian 12' },
    expects: ['in sync: {"add_group":"os-Debian-12","parent_groups":[]}'],
  },
  {
    title: 'parent groups, without `all`, of which every group is a child',
    params: { key: 'a', parents: ['all', 'b c', 'a'] },
    expects: ['in sync: {"add_group":"a","parent_groups":["b-c"]}'],
  },
  {
    title: 'a single parent group',
    params: { key: 1, parents: 'b' },
    expects: ['in sync: {"add_group":"1","parent_groups":["b"]}'],
  },
  { title: 'no key', params: {}, expects: ['refused: key: expected text'] },
]

taskRows('group_by', groupBy, ROWS)

test.run()
