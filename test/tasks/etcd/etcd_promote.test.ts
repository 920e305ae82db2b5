import { test } from 'uvu'
import etcdPromote from '../../../tasks/etcd/etcd_promote.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a learner that is not in sync with the leader is an error',
    params: {
      endpoint: 'https://127.0.0.1:23791',
      peer_url: 'https://127.0.0.1:23804',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]},{"ID":4523901322048275121,"peerURLs":["https://127.0.0.1:23804"],"isLearner":true}]}\n',
      'state of unit etcd.service': { status: 3 },
    },
    runs: {
      'promote member 3ec82048a39b82b1': {
        status: 1,
        stderr:
          '{"level":"warn","ts":"2026-11-29T10:08:53.124Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-4197a29b-810f-4669-ad09-de23dc926c95/127.0.0.1:23791","attempt":0,"error":"rpc error: code = FailedPrecondition desc = etcdserver: can only promote a learner member which is in sync with leader"}\nError: etcdserver: can only promote a learner member which is in sync with leader\n',
      },
    },
    expects: [
      'promote etcd-member:https://127.0.0.1:23804: {"votes":false} -> {"votes":true}',
      '$ for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done',
      '$ binaries=/opt/bin certificates=/srv/ssl endpoints=https://127.0.0.1:23791',
      '$ ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem"   --dial-timeout=5s --command-timeout=20s member promote 3ec82048a39b82b1',
      'error: https://127.0.0.1:23791 has not caught up after 0 s',
      'promote member 3ec82048a39b82b1: status 1: {"level":"warn","ts":"2026-11-29T10:08:53.124Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-4197a29b-810f-4669-ad09-de23dc926c95/127.0.0.1:23791","attempt":0,"error":"rpc error: code = FailedPrecondition desc = etcdserver: can only promote a learner member which is in sync with leader"}',
      'Error: etcdserver: can only promote a learner member which is in sync with leader',
      'hint: it continues: run again later, or see `journalctl -u etcd` on it',
    ],
  },
  {
    title: 'a dry run uses the decision of `etcd_roles`',
    params: {
      endpoint: 'https://127.0.0.1:23791',
      peer_url: 'https://127.0.0.1:23804',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
    },
    isCheckMode: true,
    expects: ['promote etcd-member:https://127.0.0.1:23804: {"votes":false} -> {"votes":true}'],
  },
  {
    title: 'a healthy voting member is left unchanged',
    params: {
      endpoint: 'https://127.0.0.1:23791',
      peer_url: 'https://127.0.0.1:23801',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]},{"ID":4523901322048275121,"peerURLs":["https://127.0.0.1:23804"],"isLearner":true}]}\n',
      'health of https://127.0.0.1:23791':
        'https://127.0.0.1:23791 is healthy: successfully committed proposal: took = 132.197854ms\nclusters: [{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":3,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":12,"raftTerm":2,"raftAppliedIndex":12,"dbSizeInUse":16384}}]\n',
    },
    expects: ['in sync: {}'],
  },
]

taskRows('etcd_promote', etcdPromote, ROWS)

test.run()
