import { test } from 'uvu'
import selinux from '../../../tasks/system/selinux.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const CONFIG = '# SELINUX=x\nSELINUX=permissive\nSELINUXTYPE=targeted\n'
const host = (mode: string, config: string | null = CONFIG) => ({
  'mode of SELinux': mode,
  ...capturedFile('/etc/selinux/config', config),
})
const KERNEL = (args: string) => `index=0\nkernel="/boot/vmlinuz"\nargs="${args}"\nroot="/dev/sda1"\n`
const GRUBBY = { 'which of grubby exist': 'grubby\n' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'SELinux is set to enforcing now and after a reboot',
    params: { state: 'enforcing', policy: 'targeted' },
    answers: host('0'),
    expects: [
      'update file:/etc/selinux/config: {"size":52,"sha256":"460d6a804129cafd9bb53785d99e20a25f55d0c6f3f2b110436ab4d4bbec0200"} -> {"size":51,"sha256":"a7a889fb1fcae7e2d21a955db1583955668d462b4425e80ee5e4acfbf0ee7c1a"}',
      'update selinux:mode: {"mode":"permissive"} -> {"mode":"enforcing"}',
      'write /etc/selinux/config 0644 0 0: (a file)',
      '$ LC_ALL=C setenforce 1',
      'outputs: {"configfile":"/etc/selinux/config","policy":"targeted","state":"enforcing","reboot_required":false,"msg":"Config SELinux state changed, SELinux state changed to \'enforcing\'"}',
    ],
  },
  {
    title: 'a mode that matches is in sync',
    params: { state: 'enforcing', policy: 'targeted' },
    answers: host('1', 'SELINUXTYPE=targeted\nSELINUX=enforcing\n'),
    expects: [
      'in sync: {"configfile":"/etc/selinux/config","policy":"targeted","state":"enforcing","reboot_required":false,"msg":""}',
    ],
  },
  {
    title: 'SELinux is set to permissive until a reboot disables it',
    params: { state: 'disabled' },
    answers: host('1'),
    expects: [
      'update file:/etc/selinux/config: {"size":52,"sha256":"460d6a804129cafd9bb53785d99e20a25f55d0c6f3f2b110436ab4d4bbec0200"} -> {"size":50,"sha256":"17635f487bb582f304984d126eb7ce647fad711d5d6b3d6e318ab07fe1239423"}',
      'update selinux:mode: {"mode":"enforcing"} -> {"mode":"permissive"}',
      'write /etc/selinux/config 0644 0 0: (a file)',
      '$ LC_ALL=C setenforce 0',
      'outputs: {"configfile":"/etc/selinux/config","policy":"targeted","state":"disabled","reboot_required":true,"warnings":["SELinux is disabled only after a reboot"],"msg":"Config SELinux state changed, SELinux state changed to \'permissive\'"}',
    ],
  },
  {
    title: 'a mode that needs a reboot is in sync and reported',
    params: { state: 'disabled' },
    answers: host('0', 'SELINUX=disabled\n'),
    expects: [
      'in sync: {"configfile":"/etc/selinux/config","policy":null,"state":"disabled","reboot_required":true,"warnings":["SELinux is disabled only after a reboot"],"msg":""}',
    ],
  },
  {
    title: 'SELinux is enabled after a reboot with another policy, and missing lines are added',
    params: { state: 'permissive', policy: 'mls' },
    answers: { ...host('', '# mine'), 'whether /etc/selinux/mls/policy exists': { status: 0 } },
    expects: [
      'update file:/etc/selinux/config: {"size":6,"sha256":"afc62e7e3c27fa57e9b5fb50350a5b0806a9a8a26be1a358dd6c0b603e066f03"} -> {"size":42,"sha256":"ef2d1fc64ea9af8c631e646976b843c7d535a024d7f787648680e3c47273cf97"}',
      'write /etc/selinux/config 0644 0 0: (a file)',
      'outputs: {"configfile":"/etc/selinux/config","policy":"mls","state":"permissive","reboot_required":true,"warnings":["SELinux is permissive only after a reboot"],"msg":"Config SELinux state changed"}',
    ],
  },
  {
    title: 'the kernel parameter that disables SELinux is removed',
    params: { state: 'permissive', policy: 'targeted', update_kernel_param: true },
    answers: {
      ...{ ...host('0'), ...GRUBBY },
      'kernels with SELinux': `${KERNEL('ro quiet')}${KERNEL('ro selinux=0')}`,
    },
    expects: [
      'update selinux:kernel parameter: {"isEnabled":null} -> {"isEnabled":true}',
      '$ LC_ALL=C grubby --update-kernel=ALL --remove-args selinux=0',
      'outputs: {"configfile":"/etc/selinux/config","policy":"targeted","state":"permissive","reboot_required":false,"msg":"Kernel SELinux state changed"}',
    ],
  },
  {
    title: 'the kernel parameter that disables SELinux is added',
    params: { state: 'disabled', update_kernel_param: true },
    answers: {
      ...{ ...host('', 'SELINUX=disabled\n'), ...GRUBBY },
      'kernels with SELinux': KERNEL('ro selinux=00'),
    },
    expects: [
      'update selinux:kernel parameter: {"isEnabled":true} -> {"isEnabled":false}',
      '$ LC_ALL=C grubby --update-kernel=ALL --args selinux=0',
      'outputs: {"configfile":"/etc/selinux/config","policy":null,"state":"disabled","reboot_required":false,"msg":"Kernel SELinux state changed"}',
    ],
  },
  {
    title: 'kernels with the parameter that disables SELinux are in sync',
    params: { state: 'disabled', update_kernel_param: true },
    answers: {
      ...{ ...host('', 'SELINUX=disabled\n'), ...GRUBBY },
      'kernels with SELinux': KERNEL('ro selinux=0'),
    },
    expects: [
      'in sync: {"configfile":"/etc/selinux/config","policy":null,"state":"disabled","reboot_required":false,"msg":""}',
    ],
  },
  {
    title: 'a host without grubby is an error',
    params: { state: 'disabled', update_kernel_param: true },
    answers: { ...host('0'), 'which of grubby exist': '' },
    expects: [
      'error: the host has no `grubby`',
      'hint: install grubby in an earlier task, or leave out `update_kernel_param`',
    ],
  },
  {
    title: 'a missing policy is an error',
    params: { state: 'enforcing', policy: 'mls' },
    answers: { ...host('1'), 'whether /etc/selinux/mls/policy exists': { status: 1 } },
    expects: [
      'error: the host has no policy `mls` in /etc/selinux',
      'hint: install it in an earlier task, such as selinux-policy-mls',
    ],
  },
  {
    title: 'a host without any policy is an error',
    params: { state: 'enforcing', policy: 'targeted' },
    answers: host('', null),
    expects: [
      'error: the host has no `/etc/selinux/config`',
      'hint: install a policy of SELinux, such as selinux-policy-targeted, in an earlier task',
    ],
  },
  {
    title: 'an invalid policy name is refused',
    params: { state: 'enforcing', policy: '../x' },
    expects: ['refused: policy: expected the name of a policy, such as `targeted`'],
  },
  {
    title: 'a missing policy name is refused',
    params: { state: 'permissive' },
    expects: ['refused: policy: expected a policy, unless `state` is `disabled`'],
  },
]

taskRows('selinux', selinux, ROWS)

test.run()
