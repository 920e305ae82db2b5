import { test } from 'uvu'
import etcdSnapshot from '../../../tasks/etcd/etcd_snapshot.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a member that does not answer is an error',
    params: {
      path: '/var/tmp/s',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:9'],
      timeout: 0,
    },
    answers: {
      'cluster of https://127.0.0.1:9':
        '@@ status 1 https://127.0.0.1:9\n{"level":"warn","ts":"2026-11-29T10:09:03.640Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"passthrough:///https://127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:9: connect: connection refused\\""}\nFailed to get the status of endpoint https://127.0.0.1:9 (context deadline exceeded)\n[]\n@@ list 1 -\n{"level":"warn","ts":"2026-11-29T10:09:03.442Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-017c8f09-b85d-4f9e-bd57-6f949bd45209/127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}\nError: context deadline exceeded\n',
    },
    expects: [
      'create file:/var/tmp/s: null -> {"of":"https://127.0.0.1:9"}',
      'error: https://127.0.0.1:9 does not respond',
      'https://127.0.0.1:9: Failed to get the status of endpoint https://127.0.0.1:9 (context deadline exceeded): rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:9: connect: connection refused\\"',
      'Error: context deadline exceeded: rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure',
    ],
  },
  {
    title: 'a snapshot is planned on every run',
    params: {
      path: '/var/tmp/s',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
    },
    isCheckMode: true,
    expects: ['create file:/var/tmp/s: null -> {"of":"https://127.0.0.1:23791"}'],
  },
]

taskRows('etcd_snapshot', etcdSnapshot, ROWS)

test.run()
