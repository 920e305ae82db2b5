import { test } from 'uvu'
import etcdCompact from '../../../tasks/etcd/etcd_compact.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'revisions before the current one are discarded',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 20,
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":3,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":9,"raftTerm":2,"raftAppliedIndex":9,"dbSizeInUse":16384}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 19.138211ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
    },
    runs: { 'compact https://127.0.0.1:23791 up to revision 3': 'compacted revision 3\n' },
    expects: [
      'compact etcd:revisions: null -> {"kept":"the present one"}',
      '$ for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done',
      '$ binaries=/opt/bin certificates=/srv/ssl endpoints=https://127.0.0.1:23791',
      '$ ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem"   --dial-timeout=5s --command-timeout=20s compaction 3 --physical',
      'outputs: {"revision":3}',
    ],
  },
  {
    title: 'a revision that was already compacted is no error',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 20,
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":3,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":10,"raftTerm":2,"raftAppliedIndex":10,"dbSizeInUse":16384}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 63.138042ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
    },
    runs: {
      'compact https://127.0.0.1:23791 up to revision 3': {
        status: 1,
        stderr:
          '{"level":"warn","ts":"2026-11-29T10:08:33.926Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-05c67336-bbfe-4edf-9e00-87b0199e59b7/127.0.0.1:23791","attempt":0,"error":"rpc error: code = OutOfRange desc = etcdserver: mvcc: required revision has been compacted"}\nError: etcdserver: mvcc: required revision has been compacted\n',
      },
    },
    expects: [
      'compact etcd:revisions: null -> {"kept":"the present one"}',
      '$ for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done',
      '$ binaries=/opt/bin certificates=/srv/ssl endpoints=https://127.0.0.1:23791',
      '$ ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem"   --dial-timeout=5s --command-timeout=20s compaction 3 --physical',
      'outputs: {"revision":3}',
    ],
  },
  {
    title: 'a cluster that does not answer is an error',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:9'],
      timeout: 0,
    },
    answers: {
      'cluster of https://127.0.0.1:9':
        '@@ status 1 https://127.0.0.1:9\n{"level":"warn","ts":"2026-11-29T10:08:39.151Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"passthrough:///https://127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:9: connect: connection refused\\""}\nFailed to get the status of endpoint https://127.0.0.1:9 (context deadline exceeded)\n[]\n@@ list 1 -\n{"level":"warn","ts":"2026-11-29T10:08:39.002Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-f00b8102-720b-42fc-a968-f13d3c9f96e4/127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}\nError: context deadline exceeded\n',
    },
    expects: [
      'compact etcd:revisions: null -> {"kept":"the present one"}',
      'error: no member responds',
      'https://127.0.0.1:9: Failed to get the status of endpoint https://127.0.0.1:9 (context deadline exceeded): rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:9: connect: connection refused\\"',
      'Error: context deadline exceeded: rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure',
    ],
  },
]

taskRows('etcd_compact', etcdCompact, ROWS)

test.run()
