import { test } from 'uvu'
import etcdDisarm from '../../../tasks/etcd/etcd_disarm.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a cluster without an alarm is left unchanged',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":12288}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 30.869701ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'an alarm is cleared',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":1427420622138743658,"member_id":11122705396146980933,"raft_term":9},"version":"3.5.16","dbSize":20480,"raftIndex":8,"errors":["memberID:11122705396146980933 alarm:NOSPACE "]}}]\n@@ list 0 -\n{}\n',
    },
    expects: [
      'delete etcd:alarm: {"alarm":"NOSPACE"} -> null',
      '$ for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done',
      '$ binaries=/opt/bin certificates=/srv/ssl endpoints=https://127.0.0.1:23791',
      '$ ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem"   --dial-timeout=5s --command-timeout=20s alarm disarm',
      'outputs: {}',
    ],
  },
  {
    title: 'a cluster that does not answer is an error',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:9'],
    },
    answers: {
      'cluster of https://127.0.0.1:9':
        '@@ status 1 https://127.0.0.1:9\n{"level":"warn","ts":"2026-11-29T10:08:27.632Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"passthrough:///https://127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:9: connect: connection refused\\""}\nFailed to get the status of endpoint https://127.0.0.1:9 (context deadline exceeded)\n[]\n@@ list 1 -\n{"level":"warn","ts":"2026-11-29T10:08:27.668Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-c595d381-3034-4e83-a86a-ec27e2fd8e89/127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}\nError: context deadline exceeded\n',
    },
    expects: [
      'error: no member responds',
      'https://127.0.0.1:9: Failed to get the status of endpoint https://127.0.0.1:9 (context deadline exceeded): rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:9: connect: connection refused\\"',
      'Error: context deadline exceeded: rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure',
    ],
  },
]

taskRows('etcd_disarm', etcdDisarm, ROWS)

test.run()
