import { test } from 'uvu'
import * as assert from 'uvu/assert'
import etcdRoles from '../../../tasks/etcd/etcd_roles.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows, transcriptOf } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'hosts without data start a cluster',
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
    title: 'a host without a survey is an error that names it',
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
    title: 'an empty list of hosts is refused',
    params: { hosts: [], surveys: [] },
    expects: ['refused: hosts: Too small: expected array to have >=1 items'],
  },
]

taskRows('etcd_roles', etcdRoles, ROWS)

const CLUSTER = { cluster: 'c1' }
const at = (host: string) => ({ name: host, address: `192.0.2.${host.slice(1)}` })
const memberOf = (host: string) => ({
  ...{ id: `id-${host}`, name: host, isLearner: false },
  ...{ peerUrls: [`https://${at(host).address}:2380`], clientUrls: [`https://${at(host).address}:2379`] },
})

/** The survey of a host that is a healthy member of a cluster. */
const survey = (host: string, members: readonly string[], alarms: readonly string[] = []) => ({
  ...{ name: host, isRunning: true, begins: null, clockOff: 0, remembered: null },
  data: { kind: 'member', member: `id-${host}`, ...CLUSTER, hasHadLeader: true },
  view: {
    ...{ hasClient: true, members: members.map(memberOf), ...CLUSTER, late: [], problem: '' },
    statuses: [
      {
        ...{
          endpoint: `https://${at(host).address}:2379`,
          ...CLUSTER,
          member: `id-${host}`,
          version: '3.4.23',
        },
        ...{ serves: true, raftIndex: 9, revision: 1, databaseBytes: 20480, usedBytes: 20480, alarms },
      },
    ],
  },
})
const healthy = (members: readonly string[], alarms?: readonly string[]) => ({
  params: {
    hosts: [at('h1'), at('h2'), at('h3')],
    surveys: ['h1', 'h2', 'h3'].map(host => survey(host, members, alarms)),
  },
})

effectRows('etcd_roles', etcdRoles, healthy(['h1', 'h2', 'h3', 'h4']), [
  {
    params: { remove_unlisted: true },
    shows: [
      'h3=https://192.0.2.3:2380"',
      '"leaves_first":["id-h4"]',
      '"voters":3',
      '"beyond_reach":[]',
      'will',
      'be',
      'removed"]',
    ],
    hides: [
      'h3=https://192.0.2.3:2380',
      'h4=https://192.0.2.4:2380"',
      '"leaves_first":[]',
      '"voters":4',
      '"beyond_reach":["id-h4"]',
      'stays;',
      '`etcd_remove_unlisted:',
      'true`',
      'removes',
      'it"]',
    ],
  },
])
effectRows('etcd_roles', etcdRoles, { ...healthy(['h1', 'h2', 'h3']), isCheckMode: true }, [
  {
    params: { token: 'restored', restored_token: 'restored' },
    shows: [
      '"serving":0',
      '"asker":null',
      '"cluster":"HEX"',
      'HEX',
      'is',
      'still',
      'forming:',
      'its',
      'other',
      'started"]',
    ],
    hides: [
      '"cluster":"c1"',
      '"serving":3',
      '"asker":"h1"',
      'c1',
      'serves:',
      '3',
      'of',
      'up',
      'a',
      'quorum',
      'needs',
      '2"]',
    ],
  },
])

const THREE = ['h1', 'h2', 'h3']
const REFUSED: readonly (readonly [params: object, allows: object, message: string])[] = [
  [healthy(THREE, ['NOSPACE']).params, { tolerate: ['NOSPACE'] }, 'error: the cluster has an alarm'],
  [
    { ...healthy(THREE).params, version: '3.5.17' },
    { upgrade: true },
    'error: the cluster cannot change to this version',
  ],
]

for (const [params, allows, message] of REFUSED) {
  test(`etcd_roles: ${JSON.stringify(allows)} allows what is refused without it`, async () => {
    const [refused = ''] = await transcriptOf(etcdRoles, { params: { ...params } })
    assert.match(refused, message)
    const [allowed = ''] = await transcriptOf(etcdRoles, { params: { ...params, ...allows } })
    assert.match(allowed, /^in sync: .*"roles":{"h1":{"role":"member"/)
  })
}

test.run()
