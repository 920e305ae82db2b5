import { test } from 'uvu'
import * as assert from 'uvu/assert'
import reboot from '../../../tasks/system/reboot.ts'
import { noProject } from '../../kit/contract.ts'
import { fakeHost } from '../../kit/fake-host.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'the host is back when its boot ID differs',
    params: {},
    answers: { 'which boot this is': '3cbcf1f4-5dc1-4b4e-8e4a-5f9ab6c4e0d7\n' },
    expects: [
      'reboot host:boot: undefined -> undefined',
      "$ if test -d /run/systemd/system; then systemctl reboot --message='reboot by Drover' 2>/dev/null || systemctl reboot",
      "$ elif command -v shutdown >/dev/null; then shutdown -r now 'reboot by Drover'",
      '$ else reboot; fi',
      'outputs: {"rebooted":true,"elapsed":0}',
    ],
  },
  {
    title: 'another command reboots the host',
    params: { reboot_command: '/sbin/shutdown -r now', msg: 'kernel update' },
    answers: { 'which boot this is': '3cbcf1f4-5dc1-4b4e-8e4a-5f9ab6c4e0d7\n' },
    expects: [
      'reboot host:boot: undefined -> undefined',
      "$ exec /bin/sh -c '/sbin/shutdown -r now'",
      'outputs: {"rebooted":true,"elapsed":0}',
    ],
  },
]

taskRows('reboot', reboot, ROWS)

test('reboot: the task waits before and after the reboot, and between attempts to connect', async () => {
  const order: object[] = []
  const { host } = fakeHost({ 'which boot this is': 'other' })
  const context = {
    ...{ host, project: noProject, isCheckMode: false, environment: {} },
    params: reboot.params.parse({ pre_reboot_delay: 0.2, post_reboot_delay: 0.1, connect_timeout: 5 }),
  }
  const began = performance.now()
  await reboot.apply?.({
    ...context,
    host: { ...host, run: async () => order.push({ reboots: sinceThen(began) }) as never },
    plan: { kind: 'plan', changes: [], data: { boot: 'this' } } as never,
    progress: each => order.push(each),
    reconnect: async ({ pause, milliseconds }) => {
      order.push({ pause, milliseconds })
      return host
    },
  })
  assert.equal(order, [
    { waitsFor: 'the time before the reboot to pass', limit: 0.2 },
    { reboots: 'after 0.2 s' },
    { pause: 5000, milliseconds: 600_000 },
    { waitsFor: 'the time after the reboot to pass', limit: 0.1 },
  ])
  assert.ok(performance.now() - began >= 290)
})

function sinceThen(began: number): string {
  return performance.now() - began >= 190 ? 'after 0.2 s' : 'too early'
}

test.run()
