import { test } from 'uvu'
import addHost from '../../../tasks/flow/add_host.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a host is added to a list of groups, with variables',
    params: { name: 'web9', groups: ['web', 'new'], ansible_host: '192.0.2.9', n: 1 },
    expects: [
      'in sync: {"add_host":{"host_name":"web9","groups":["web","new"],"host_vars":{"ansible_host":"192.0.2.9","n":1}}}',
    ],
  },
  {
    title: 'groups may be given as one text with commas',
    params: { name: 'web9:2222', groups: 'web, new,' },
    expects: ['in sync: {"add_host":{"host_name":"web9:2222","groups":["web","new"],"host_vars":{}}}'],
  },
  {
    title: 'a host is added without groups',
    params: { name: 9 },
    expects: ['in sync: {"add_host":{"host_name":"9","groups":[],"host_vars":{}}}'],
  },
  { title: 'no name', params: { groups: 'a' }, expects: ['refused: name: expected text'] },
]

taskRows('add_host', addHost, ROWS)

test.run()
