import { test } from 'uvu'
import etcdHealth from '../../../tasks/etcd/etcd_health.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'healthy members are in sync',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
    },
    answers: {
      'health of https://127.0.0.1:23791':
        'https://127.0.0.1:23791 is healthy: successfully committed proposal: took = 11.344345ms\nclusters: [{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":16384}}]\n',
    },
    expects: [
      'in sync: {"report":"https://127.0.0.1:23791 is healthy","endpoints":["https://127.0.0.1:23791"],"cluster":"c7d176edebf0bc40"}',
    ],
  },
  {
    title: 'healthy members of a larger cluster are in sync',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
      members: 3,
    },
    answers: {
      'health of https://127.0.0.1:23791':
        'https://127.0.0.1:23791 is healthy: successfully committed proposal: took = 117.693291ms\nclusters: [{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":16384}}]\n',
    },
    expects: [
      'in sync: {"report":"https://127.0.0.1:23791 is healthy","endpoints":["https://127.0.0.1:23791"],"cluster":"c7d176edebf0bc40"}',
    ],
  },
  {
    title: 'the cluster is recorded',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
      record: '/srv/none/record',
    },
    answers: {
      'health of https://127.0.0.1:23791': [
        'https://127.0.0.1:23791 is healthy: successfully committed proposal: took = 57.493767ms\nclusters: [{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":16384}}]\n',
        'https://127.0.0.1:23791 is healthy: successfully committed proposal: took = 91.079023ms\nclusters: [{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":16384}}]\n',
      ],
      'content of /srv/none/record': '',
    },
    expects: [
      'create file:/srv/none/record: null -> {"content":"# Written by Drover when the cluster was healthy.\\ncluster c7d176edebf0bc40\\n"}',
      'write /srv/none/record 0644: "# Written by Drover when the cluster was healthy.\\ncluster c7d176edebf0bc40\\n"',
      'outputs: {"report":"https://127.0.0.1:23791 is healthy","endpoints":["https://127.0.0.1:23791"],"cluster":"c7d176edebf0bc40"}',
    ],
  },
  {
    title: 'a cluster that is already recorded is in sync',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
      record: '/srv/none/record',
    },
    isCheckMode: true,
    answers: {
      'state of unit etcd.service': { status: 3 },
      'health of https://127.0.0.1:23791':
        'https://127.0.0.1:23791 is healthy: successfully committed proposal: took = 75.044091ms\nclusters: [{"Endpoint":"https://127.0.0.1:23791","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480,"leader":1654818993570247861,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"dbSizeInUse":16384}}]\n',
      'content of /srv/none/record': '1 42 0 \n',
    },
    expects: [
      'update file:/srv/none/record: {"content":" 42 0 \\n"} -> {"content":"# Written by Drover when the cluster was healthy.\\ncluster c7d176edebf0bc40\\n"}',
    ],
  },
  {
    title: 'an unhealthy member is an error',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791', 'https://127.0.0.1:23792'],
      timeout: 0,
    },
    answers: {
      'health of https://127.0.0.1:23791, https://127.0.0.1:23792': [
        {
          status: 1,
          stdout:
            '{"level":"warn","ts":"2026-11-29T10:07:47.679Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-1e9caae5-90d3-4703-83a8-3635e7e46303/127.0.0.1:23792","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 119.475788ms\nhttps://127.0.0.1:23792 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n',
        },
        {
          status: 1,
          stdout:
            '{"level":"warn","ts":"2026-11-29T10:07:52.555Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-a2206fef-375e-4ab0-b2a6-b348abea9e21/127.0.0.1:23792","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}\nhttps://127.0.0.1:23791 is healthy: successfully committed proposal: took = 130.274589ms\nhttps://127.0.0.1:23792 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n',
        },
      ],
      'state of unit etcd.service': { status: 3 },
    },
    expects: [
      'waits for https://127.0.0.1:23791, https://127.0.0.1:23792 to be healthy',
      'error: the members are not healthy after 0 s:',
      'https://127.0.0.1:23791 is healthy',
      'https://127.0.0.1:23792 is unhealthy: failed to commit proposal: context deadline exceeded',
      'hint: check `systemctl status etcd` and `journalctl -u etcd` on the unhealthy members',
    ],
  },
  {
    title: 'a host without etcdctl is an error',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
    },
    answers: { 'health of https://127.0.0.1:23791': { status: 127 } },
    expects: [
      'waits for https://127.0.0.1:23791 to be healthy',
      'error: there is no /opt/bin/etcdctl',
      'hint: install it with the task type `etcd`',
    ],
  },
]

taskRows('etcd_health', etcdHealth, ROWS)

test.run()
