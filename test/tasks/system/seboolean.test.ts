import { test } from 'uvu'
import seboolean from '../../../tasks/system/seboolean.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of getsebool 3.4 and semanage 3.4; only semanage could be run, because the host had no SELinux.

const NAME = 'httpd_can_network_connect'
const TOOLS = {
  'which of getsebool, setsebool exist': 'getsebool\nsetsebool\n',
  'which of getsebool, setsebool, semanage exist': 'getsebool\nsetsebool\nsemanage\n',
  'which of semanage exist': 'semanage\n',
}
const [ON, OFF] = [`${NAME} --> on\n`, `${NAME} --> off\n`]
const atBoot = (now: string, boot: string) =>
  `${NAME}      (${now.padEnd(5)},${boot.padStart(5)})  Allow httpd to can network connect\n`
const enforcing = (now: string, boot = '') => ({
  ...TOOLS,
  'mode of SELinux': '1',
  [`boolean ${NAME}`]: now,
  [`boolean ${NAME} at boot`]: boot,
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'a boolean is switched on now',
    params: { name: NAME, state: 'yes' },
    answers: enforcing(OFF),
    expects: [
      `update selinux-boolean:${NAME} (now): {"isOn":false} -> {"isOn":true}`,
      `$ LC_ALL=C setsebool ${NAME} on`,
      `outputs: {"name":"${NAME}","state":true,"persistent":false}`,
    ],
  },
  {
    title: 'a boolean is switched off now and at boot',
    params: { name: NAME, state: false, persistent: true },
    answers: enforcing(ON, atBoot('on', 'on')),
    expects: [
      `update selinux-boolean:${NAME} (now): {"isOn":true} -> {"isOn":false}`,
      `update selinux-boolean:${NAME} (at boot): {"isOn":true} -> {"isOn":false}`,
      `$ LC_ALL=C setsebool -P ${NAME} off`,
      `outputs: {"name":"${NAME}","state":false,"persistent":true}`,
    ],
  },
  {
    title: 'a boolean that is on now is switched on at boot',
    params: { name: NAME, state: true, persistent: true },
    answers: enforcing(ON, atBoot('on', 'off')),
    isCheckMode: true,
    expects: [`update selinux-boolean:${NAME} (at boot): {"isOn":false} -> {"isOn":true}`],
  },
  {
    title: 'a boolean that matches is in sync',
    params: { name: NAME, state: true, persistent: true },
    answers: enforcing(ON, atBoot('on', 'on')),
    expects: [`in sync: {"name":"${NAME}","state":true,"persistent":true}`],
  },
  {
    title: 'without `persistent`, the value at boot is ignored',
    params: { name: NAME, state: false },
    answers: enforcing(OFF, atBoot('off', 'on')),
    expects: [`in sync: {"name":"${NAME}","state":false,"persistent":false}`],
  },
  {
    title: 'on a host without SELinux, a boolean is set for the next boot',
    params: { name: NAME, state: true, persistent: true, ignore_selinux_state: true },
    answers: { ...enforcing('', atBoot('off', 'off')), 'mode of SELinux': '' },
    expects: [
      `update selinux-boolean:${NAME} (at boot): {"isOn":false} -> {"isOn":true}`,
      `$ LC_ALL=C semanage boolean -N -m --on ${NAME}`,
      `outputs: {"name":"${NAME}","state":true,"persistent":true}`,
    ],
  },
  {
    title: 'a host without SELinux is an error',
    params: { name: NAME, state: true },
    answers: { ...TOOLS, 'mode of SELinux': '' },
    expects: [
      'error: SELinux is disabled on the host',
      'hint: enable it in an earlier task and reboot, or set `ignore_selinux_state: true` to change only the policy on disk',
    ],
  },
  {
    title: 'without `persistent`, nothing can be set on a host without SELinux',
    params: { name: NAME, state: true, ignore_selinux_state: true },
    answers: { ...TOOLS, 'mode of SELinux': '' },
    expects: [
      'error: SELinux is disabled on the host, so the boolean cannot be set in the running system',
      'hint: set `persistent: true`',
    ],
  },
  {
    title: 'a boolean that is not in the policy is an error',
    params: { name: NAME, state: true },
    answers: { ...enforcing(''), [`boolean ${NAME}`]: { status: 1 } },
    expects: [
      `error: the SELinux policy has no boolean \`${NAME}\``,
      'hint: `semanage boolean -l` lists the booleans; if a policy module contains it, install the module in an earlier task',
    ],
  },
  {
    title: 'a host without semanage is an error',
    params: { name: NAME, state: true, persistent: true },
    answers: {
      'mode of SELinux': '0',
      'which of getsebool, setsebool, semanage exist': 'getsebool\nsetsebool\n',
    },
    expects: [
      'error: the host has no `semanage`',
      'hint: install policycoreutils-python-utils in an earlier task',
    ],
  },
  {
    title: 'an invalid name and a missing state are refused',
    params: { name: '-P x' },
    expects: [
      'refused: name: expected the name of a boolean, such as `httpd_can_network_connect`',
      'refused: state: expected true or false',
    ],
  },
]

taskRows('seboolean', seboolean, ROWS)

test.run()
