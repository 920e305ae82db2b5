import { test } from 'uvu'
import etcdRoles from '../../../tasks/etcd/etcd_roles.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'hosts without data begin a cluster',
    params: {
      hosts: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '192.168.202.133' },
      ],
      surveys: [
        {
          name: 'node1',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node2',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node3',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
      ],
      new_cluster: true,
    },
    expects: [
      'in sync: {"serving":0,"unlisted":{"dead":[],"alive":[]},"leaves_first":[],"beyond_reach":[],"hosts_beyond_reach":[],"asker":null,"cluster":null,"voters":3,"roles":{"node1":{"role":"bootstrap","why":"no host has data","initial_cluster":"node1=https://192.168.202.131:2380,node2=https://192.168.202.132:2380,node3=https://192.168.202.133:2380","initial_state":"new","stale":null},"node2":{"role":"bootstrap","why":"no host has data","initial_cluster":"node1=https://192.168.202.131:2380,node2=https://192.168.202.132:2380,node3=https://192.168.202.133:2380","initial_state":"new","stale":null},"node3":{"role":"bootstrap","why":"no host has data","initial_cluster":"node1=https://192.168.202.131:2380,node2=https://192.168.202.132:2380,node3=https://192.168.202.133:2380","initial_state":"new","stale":null}},"notes":["no host has data: a new cluster starts with node1, node2, node3"]}',
    ],
  },
  {
    title: 'a host that was not asked is missing',
    params: {
      hosts: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '192.168.202.133' },
      ],
      surveys: [
        {
          name: 'node2',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node3',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
      ],
    },
    expects: [
      'error: a new cluster would start, or a host would join one, but some hosts were not contacted; nothing was changed',
      'node2: no data, etcd does not run',
      'node3: no data, etcd does not run',
      'not contacted or not reachable: node1',
      'hint: a host without data starts a new cluster only if no host of the group has data, and joins one only through a member: run again with all hosts up, and without `--limit` or with a member in it\nto remove node1 for good: remove it from the inventory',
    ],
  },
  {
    title: 'a host without surveys',
    params: { hosts: [], surveys: [] },
    expects: ['refused: hosts: Too small: expected array to have >=1 items'],
  },
]

taskRows('etcd_roles', etcdRoles, ROWS)

test.run()
