import { test } from 'uvu'
import etcdDefrag from '../../../tasks/etcd/etcd_defrag.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a database with little free space is left unchanged',
    params: {
      endpoint: 'https://127.0.0.1:23791',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 20,
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":16384}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 111.184718ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
    },
    expects: ['in sync: {"bytes":20480,"used":16384}'],
  },
  {
    title: 'a database with enough free space is defragmented',
    params: {
      endpoint: 'https://127.0.0.1:23791',
      share: '0.1',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 20,
    },
    answers: {
      'cluster of https://127.0.0.1:23791': [
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":16384}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 98.145733ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":16384}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 54.604092ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
      ],
    },
    runs: {
      'defragment https://127.0.0.1:23791': 'Finished defragmenting etcd member[https://127.0.0.1:23791]\n',
    },
    expects: [
      'defragment etcd-database:https://127.0.0.1:23791: {"bytes":20480} -> {"bytes":16384}',
      '$ for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done',
      '$ binaries=/opt/bin certificates=/srv/ssl endpoints=https://127.0.0.1:23791',
      '$ ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem"   --dial-timeout=5s --command-timeout=20s defrag',
      'outputs: {"bytes":20480,"used":16384}',
    ],
  },
  {
    title: 'a database is always defragmented after a compaction',
    params: {
      endpoint: 'https://127.0.0.1:23791',
      share: 0.9,
      compact: true,
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 20,
    },
    answers: {
      'cluster of https://127.0.0.1:23791': [
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":12288}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 50.183256ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":12288}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 63.995336ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
      ],
    },
    runs: {
      'defragment https://127.0.0.1:23791': 'Finished defragmenting etcd member[https://127.0.0.1:23791]\n',
    },
    expects: [
      'defragment etcd-database:https://127.0.0.1:23791: {"bytes":20480} -> {"bytes":12288}',
      '$ for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done',
      '$ binaries=/opt/bin certificates=/srv/ssl endpoints=https://127.0.0.1:23791',
      '$ ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem"   --dial-timeout=5s --command-timeout=20s defrag',
      'outputs: {"bytes":20480,"used":12288}',
    ],
  },
  {
    title: 'a member that does not answer is an error',
    params: {
      endpoint: 'https://127.0.0.1:9',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:9'],
      timeout: 0,
    },
    answers: {
      'cluster of https://127.0.0.1:9':
        '@@ status 1 https://127.0.0.1:9\n{"level":"warn","ts":"2026-11-29T10:08:21.067Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"passthrough:///https://127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:9: connect: connection refused\\""}\nFailed to get the status of endpoint https://127.0.0.1:9 (context deadline exceeded)\n[]\n@@ list 1 -\n{"level":"warn","ts":"2026-11-29T10:08:21.067Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-f85b76fa-b8d7-4d09-9c56-441689fbef72/127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}\nError: context deadline exceeded\n',
    },
    expects: [
      'error: https://127.0.0.1:9 does not respond',
      'https://127.0.0.1:9: Failed to get the status of endpoint https://127.0.0.1:9 (context deadline exceeded): rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:9: connect: connection refused\\"',
      'Error: context deadline exceeded: rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure',
    ],
  },
]

taskRows('etcd_defrag', etcdDefrag, ROWS)

test.run()
