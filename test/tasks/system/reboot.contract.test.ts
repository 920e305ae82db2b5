import { test } from 'uvu'
import reboot from '../../../tasks/system/reboot.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'the host is back when its boot is another',
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
    title: 'a command of its own',
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

test.run()
