import { test } from 'uvu'
import etcdTls from '../../../tasks/etcd/etcd_tls.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a server that refuses clients without a certificate is in sync',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
    },
    answers: { 'https://127.0.0.1:23791 without a certificate': '' },
    expects: ['in sync: {"refused":true}'],
  },
  {
    title: 'a server that accepts clients without a certificate is an error',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
      timeout: 0,
    },
    answers: { 'https://127.0.0.1:23791 without a certificate': { status: 1 } },
    expects: [
      'error: one of https://127.0.0.1:23791 accepts a client without a certificate',
      'hint: etcd must run with `--trusted-ca-file` and listen only on https',
    ],
  },
  {
    title: 'a member that is down is an error',
    params: {
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:9'],
      timeout: 0,
    },
    answers: {
      'https://127.0.0.1:9 without a certificate': { status: 2 },
      'health of https://127.0.0.1:9': {
        status: 1,
        stdout:
          '{"level":"warn","ts":"2026-11-29T10:08:06.424Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-b215ac4e-ba45-4d5a-8d0e-dda80c3a12fd/127.0.0.1:9","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure"}\nhttps://127.0.0.1:9 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n',
      },
      'state of unit etcd.service': { status: 3 },
    },
    expects: [
      'waits for https://127.0.0.1:9 to refuse clients without a certificate',
      'error: the members are not healthy after 0 s:',
      'https://127.0.0.1:9 is unhealthy: failed to commit proposal: context deadline exceeded',
      'hint: check `systemctl status etcd` and `journalctl -u etcd` on the unhealthy members',
    ],
  },
]

taskRows('etcd_tls', etcdTls, ROWS)

test.run()
