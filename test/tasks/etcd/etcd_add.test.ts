import { test } from 'uvu'
import etcdAdd from '../../../tasks/etcd/etcd_add.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a host is added as a learner',
    params: {
      name: 'node4',
      peer_url: 'https://127.0.0.1:23804',
      initial_cluster: 'node1=https://127.0.0.1:23801,node4=https://127.0.0.1:23804',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
    },
    answers: {
      'cluster of https://127.0.0.1:23791': [
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
        '@@ status 0 https://127.0.0.1:23791\n[{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":3,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":11,"raftTerm":2,"raftAppliedIndex":11,"dbSizeInUse":16384}}]\n@@ read 0 https://127.0.0.1:23791\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 9.762828ms\n@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
      ],
    },
    expects: [
      'create etcd-member:node4: null -> {"url":"https://127.0.0.1:23804"}',
      '$ systemctl stop -- etcd.service 2>/dev/null; systemctl reset-failed -- etcd.service 2>/dev/null; :',
      '$ for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done',
      '$ binaries=/opt/bin certificates=/srv/ssl endpoints=https://127.0.0.1:23791',
      '$ ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem"   --dial-timeout=5s --command-timeout=20s member add node4 \'--peer-urls=https://127.0.0.1:23804\' --learner',
      'outputs: {}',
    ],
  },
  {
    title: 'in a dry run, a host is added as `etcd_roles` decided',
    params: {
      name: 'node4',
      peer_url: 'https://127.0.0.1:23804',
      initial_cluster: 'node1=https://127.0.0.1:23801,node4=https://127.0.0.1:23804',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
    },
    isCheckMode: true,
    expects: ['create etcd-member:node4: null -> {"url":"https://127.0.0.1:23804"}'],
  },
  {
    title: 'other members than planned are an error',
    params: {
      name: 'node4',
      peer_url: 'https://127.0.0.1:23804',
      initial_cluster: 'node4=https://127.0.0.1:23804',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
    },
    expects: [
      'create etcd-member:node4: null -> {"url":"https://127.0.0.1:23804"}',
      'error: node4 was not added: the members of the cluster have changed during the run',
      'member 16f7191b6752f4b5 (node1, https://127.0.0.1:23801)',
      'hint: run again: the next run checks the cluster again',
    ],
  },
  {
    title: 'a host that was already added is left unchanged',
    params: {
      name: 'node4',
      peer_url: 'https://127.0.0.1:23804',
      initial_cluster: 'node1=https://127.0.0.1:23801,node4=https://127.0.0.1:23804',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]},{"ID":4523901322048275121,"peerURLs":["https://127.0.0.1:23804"],"isLearner":true}]}\n',
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'a member that lost its data and never started is not replaced',
    params: {
      name: 'node4',
      peer_url: 'https://127.0.0.1:23804',
      initial_cluster: 'node1=https://127.0.0.1:23801,node4=https://127.0.0.1:23804',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      replaces: true,
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]},{"ID":4523901322048275121,"peerURLs":["https://127.0.0.1:23804"],"isLearner":true}]}\n',
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'a cluster that does not answer is an error',
    params: {
      name: 'node4',
      peer_url: 'https://127.0.0.1:23804',
      initial_cluster: 'node1=https://127.0.0.1:23801,node4=https://127.0.0.1:23804',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:9'],
    },
    answers: {
      'cluster of https://127.0.0.1:9':
        '@@ list 1 -\n{"level":"warn","ts":"2026-11-29T10:08:51.000Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-e486c134-8a65-482b-afb2-ad5567baf40e/127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}\nError: context deadline exceeded\n',
    },
    expects: [
      'error: node4 cannot join: no member of the cluster responds',
      'Error: context deadline exceeded: rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure',
      'hint: run again when the cluster is up',
    ],
  },
]

taskRows('etcd_add', etcdAdd, ROWS)

test.run()
