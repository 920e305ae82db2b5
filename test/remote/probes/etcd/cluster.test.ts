import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type EtcdView, NO_VIEW, parseView } from '../../../../src/remote/probes/etcd/cluster.ts'

const ONE = 'https://192.168.202.131:2379'
const NEW = 'https://192.168.202.134:2379'

// As etcdctl 3.4 and 3.5 print it; ids are 64-bit numbers.
const LIST =
  '{"header":{"cluster_id":1427420622138743658,"member_id":11518519086151539934,"raft_term":2},"members":[{"ID":11122705396146980933,"name":"node1","peerURLs":["https://192.168.202.131:2380"],"clientURLs":["https://192.168.202.131:2379"]},{"ID":2429745032112236208,"name":"","peerURLs":["https://192.168.202.134:2380"],"isLearner":true}]}'
const STATUS =
  '[{"Endpoint":"https://192.168.202.131:2379","Status":{"header":{"cluster_id":1427420622138743658,"member_id":11122705396146980933,"revision":12,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":11122705396146980933,"raftIndex":8,"raftTerm":2,"raftAppliedIndex":8,"dbSizeInUse":16384}}]'
const ALONE =
  '[{"Endpoint":"https://192.168.202.131:2379","Status":{"header":{"cluster_id":1427420622138743658,"member_id":11122705396146980933,"raft_term":9},"version":"3.5.16","dbSize":20480,"raftIndex":8,"errors":["etcdserver: no leader","memberID:11122705396146980933 alarm:NOSPACE "]}}]'

const READ = `@@ read 0 ${ONE}\n${ONE} is healthy: successfully committed proposal: took = 9.1ms\n`
const unread = (why: string): string =>
  `@@ read 1 ${ONE}\n{"level":"warn","ts":"2026","msg":"retrying","error":"rpc error: ${why}"}\n${ONE} is unhealthy: failed to commit proposal: ${why}\nError: unhealthy cluster\n`

const MEMBERS: EtcdView['members'] = [
  {
    ...{ id: '9a5bc9a08ea94845', name: 'node1', peerUrls: ['https://192.168.202.131:2380'] },
    ...{ clientUrls: [ONE], isLearner: false },
  },
  {
    ...{ id: '21b8303bbdd1e6b0', name: '', peerUrls: ['https://192.168.202.134:2380'] },
    ...{ clientUrls: [], isLearner: true },
  },
]
const KNOWN = { endpoint: ONE, cluster: '13cf377e37a59b6a', member: '9a5bc9a08ea94845' }
const SERVES = {
  ...KNOWN,
  ...{
    version: '3.4.23',
    serves: true,
    raftIndex: 8,
    revision: 12,
    databaseBytes: 20480,
    usedBytes: 16384,
  },
  alarms: [],
}

const ROWS: Readonly<Record<string, readonly [status: number, stdout: string, EtcdView]>> = {
  'a host without etcdctl': [127, '', NO_VIEW],
  'a serving member, and an added one': [
    0,
    `@@ status 0 ${ONE}\n${STATUS}\n${READ}@@ list 0 -\n${LIST}\n`,
    { hasClient: true, members: MEMBERS, cluster: KNOWN.cluster, statuses: [SERVES], late: [], problem: '' },
  ],
  'a member that still has its leader, without a quorum': [
    0,
    `@@ status 0 ${ONE}\n${STATUS}\n${unread('context deadline exceeded')}@@ list 0 -\n${LIST}\n`,
    {
      ...{ hasClient: true, members: MEMBERS, cluster: KNOWN.cluster },
      statuses: [{ ...SERVES, serves: false }],
      late: [],
      problem: `${ONE}: unhealthy: failed to commit proposal: context deadline exceeded: rpc error: context deadline exceeded`,
    },
  ],
  'a serving member of 3.5, without space': [
    0,
    `@@ status 0 ${ONE}\n${STATUS}\n${unread('Active Alarm(s): NOSPACE')}@@ list 0 -\n${LIST}\n`,
    { hasClient: true, members: MEMBERS, cluster: KNOWN.cluster, statuses: [SERVES], late: [], problem: '' },
  ],
  'a learner with a leader': [
    0,
    `@@ status 0 ${ONE}\n${STATUS}\n${unread('etcdserver: rpc not supported for learner')}@@ list 0 -\n${LIST}\n`,
    { hasClient: true, members: MEMBERS, cluster: KNOWN.cluster, statuses: [SERVES], late: [], problem: '' },
  ],
  'a member without a leader and without space': [
    0,
    `@@ status 0 ${ONE}\n${ALONE}\n@@ list 1 -\nError: context deadline exceeded\n`,
    {
      ...{ hasClient: true, members: null, cluster: null },
      statuses: [
        {
          ...KNOWN,
          ...{ version: '3.5.16', serves: false, raftIndex: 8, revision: 0, databaseBytes: 20480 },
          ...{ usedBytes: 20480, alarms: ['NOSPACE'] },
        },
      ],
      late: [],
      problem: 'Error: context deadline exceeded',
    },
  ],
  'warnings before the answer, and an endpoint that is down': [
    0,
    `@@ status 1 ${NEW}\n{"level":"warn","ts":"2026","msg":"retrying","error":"rpc error: desc = \\"x509: certificate has expired\\""}\nFailed to get the status of endpoint ${NEW} (context deadline exceeded)\n@@ list 0 -\n{"level":"warn","msg":"slow"}\n${LIST}\n`,
    {
      ...{ hasClient: true, members: MEMBERS, cluster: KNOWN.cluster, statuses: [] },
      late: [],
      problem: `${NEW}: Failed to get the status of endpoint ${NEW} (context deadline exceeded): rpc error: desc = \\"x509: certificate has expired\\"`,
    },
  ],
  'an endpoint that did not answer in time, and a list from one of several endpoints': [
    0,
    `@@ status 124 ${NEW}\nFailed to get the status of endpoint ${NEW} (context deadline exceeded)\n[]\n@@ list 1 -\nError: connection refused\n@@ list 0 -\n${LIST}\n`,
    {
      ...{ hasClient: true, members: MEMBERS, cluster: KNOWN.cluster, statuses: [], late: [NEW] },
      problem: `${NEW}: Failed to get the status of endpoint ${NEW} (context deadline exceeded)`,
    },
  ],
  'an invalid answer': [
    0,
    '@@ list 0 -\n{"header":{"cluster_id":14\n',
    { hasClient: true, members: null, cluster: null, statuses: [], late: [], problem: '' },
  ],
}

for (const [title, [status, stdout, wanted]] of Object.entries(ROWS))
  test(`the view of a host: ${title}`, () =>
    assert.equal(parseView({ status, stdout: Buffer.from(stdout) }), wanted))

test.run()
