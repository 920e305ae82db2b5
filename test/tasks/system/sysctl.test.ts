import { test } from 'uvu'
import sysctl from '../../../tasks/system/sysctl.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of sysctl of procps 4.0.2, and files of the kernel 6.1.

const PATH = '/etc/sysctl.d/60.conf'
const TOOL = { 'which of sysctl exist': 'sysctl\n' }
const ALONE = { reload: false, sysctl_file: PATH }
const file = (text: string | null) => capturedFile(PATH, text)
const FORWARD = { name: 'net.ipv4.ip_forward', value: true, sysctl_file: PATH }
const live = (value: string) => ({ 'net.ipv4.ip_forward in the kernel': value })

const ROWS: readonly TaskRow[] = [
  {
    title: 'a new setting is written and loaded',
    params: FORWARD,
    answers: { ...TOOL, ...file(null), ...live('0\n') },
    expects: [
      'create file:/etc/sysctl.d/60.conf: null -> {"state":"file","mode":"0644","size":22,"sha256":"7de9e61bfd3ef0b34bcacfba0fcbd0896611812ed74015f2dac1446c3bacd743"}',
      'update sysctl:net.ipv4.ip_forward: {"value":"0"} -> {"value":"1"}',
      'write /etc/sysctl.d/60.conf 0644: (a file)',
      '$ LC_ALL=C sysctl -p /etc/sysctl.d/60.conf',
      'outputs: {"name":"net.ipv4.ip_forward","value":"1","sysctl_file":"/etc/sysctl.d/60.conf"}',
    ],
  },
  {
    title: 'a file in a home directory that matches is loaded from there',
    params: { ...FORWARD, sysctl_file: '~/60.conf' },
    answers: {
      ...TOOL,
      ...capturedFile('/root/60.conf', 'net.ipv4.ip_forward=1\n'),
      ...live('0\n'),
      'home directory': '/root\n',
    },
    expects: [
      'update sysctl:net.ipv4.ip_forward: {"value":"0"} -> {"value":"1"}',
      '$ LC_ALL=C sysctl -p /root/60.conf',
      'outputs: {"name":"net.ipv4.ip_forward","value":"1","sysctl_file":"~/60.conf"}',
    ],
  },
  {
    title: 'a setting that matches in file and kernel is left unchanged',
    params: FORWARD,
    answers: { ...TOOL, ...file('net.ipv4.ip_forward = 1\n'), ...live('1\n') },
    expects: ['in sync: {"name":"net.ipv4.ip_forward","value":"1","sysctl_file":"/etc/sysctl.d/60.conf"}'],
  },
  {
    title: 'a file that matches is loaded again if the value of the kernel differs',
    params: FORWARD,
    answers: { ...TOOL, ...file('net.ipv4.ip_forward=1\n'), ...live('0\n') },
    expects: [
      'update sysctl:net.ipv4.ip_forward: {"value":"0"} -> {"value":"1"}',
      '$ LC_ALL=C sysctl -p /etc/sysctl.d/60.conf',
      'outputs: {"name":"net.ipv4.ip_forward","value":"1","sysctl_file":"/etc/sysctl.d/60.conf"}',
    ],
  },
  {
    title: 'with `sysctl_set` and without `reload`, a value is set without loading the file',
    params: { ...FORWARD, reload: false, sysctl_set: true },
    answers: { ...TOOL, ...file('net.ipv4.ip_forward=1\n'), ...live('0\n') },
    expects: [
      'update sysctl:net.ipv4.ip_forward: {"value":"0"} -> {"value":"1"}',
      "$ LC_ALL=C sysctl -w 'net.ipv4.ip_forward=1'",
      'outputs: {"name":"net.ipv4.ip_forward","value":"1","sysctl_file":"/etc/sysctl.d/60.conf"}',
    ],
  },
  {
    title:
      'with `sysctl_set` and `ignoreerrors`, a value is set and its file loaded, whatever is missing in the kernel',
    params: { ...FORWARD, sysctl_set: true, ignoreerrors: true },
    answers: { ...TOOL, ...file('a.b=2\n'), ...live('0\n') },
    expects: [
      'update file:/etc/sysctl.d/60.conf: {"size":6,"sha256":"c7a0b9bb7afe74a377a923b9780dc47a6119a0f7660a05686b95a0fbd25a3504"} -> {"size":28,"sha256":"c8a4a0dd3238642cad709291eda4f253e666f4ac19b6b3b215413dd639f98b63"}',
      'update sysctl:net.ipv4.ip_forward: {"value":"0"} -> {"value":"1"}',
      'write /etc/sysctl.d/60.conf 0644 0 0: (a file)',
      "$ LC_ALL=C sysctl -e -w 'net.ipv4.ip_forward=1'",
      '$ LC_ALL=C sysctl -e -p /etc/sysctl.d/60.conf',
      'outputs: {"name":"net.ipv4.ip_forward","value":"1","sysctl_file":"/etc/sysctl.d/60.conf"}',
    ],
  },
  {
    title: 'loading a setting that the kernel does not have is an error',
    params: { name: 'kernel.nosuch', value: 1, sysctl_file: PATH },
    answers: { ...TOOL, ...file('kernel.nosuch=1\n'), 'kernel.nosuch in the kernel': { status: 3 } },
    runs: {
      [`load ${PATH}`]: {
        status: 1,
        stderr: 'sysctl: cannot stat /proc/sys/kernel/nosuch: No such file or directory\n',
      },
    },
    expects: [
      'update sysctl:kernel.nosuch: {"value":null} -> {"value":"1"}',
      '$ LC_ALL=C sysctl -p /etc/sysctl.d/60.conf',
      'error: load /etc/sysctl.d/60.conf: status 1: sysctl: cannot stat /proc/sys/kernel/nosuch: No such file or directory',
    ],
  },
  {
    title: 'with `ignoreerrors`, a setting that the kernel does not have is in sync',
    params: { name: 'kernel.nosuch', value: 1, sysctl_file: PATH, ignoreerrors: true },
    answers: { ...TOOL, ...file('kernel.nosuch=1\n'), 'kernel.nosuch in the kernel': { status: 3 } },
    expects: ['in sync: {"name":"kernel.nosuch","value":"1","sysctl_file":"/etc/sysctl.d/60.conf"}'],
  },
  {
    title: 'a value that sysctl refuses with the exit status 0 is an error',
    params: { ...FORWARD, value: 'x', sysctl_set: true, reload: false },
    answers: { ...TOOL, ...file('net.ipv4.ip_forward=x\n'), ...live('0\n') },
    runs: {
      'set net.ipv4.ip_forward': { stderr: 'sysctl: setting key "net.ipv4.ip_forward": Invalid argument\n' },
    },
    expects: [
      'update sysctl:net.ipv4.ip_forward: {"value":"0"} -> {"value":"x"}',
      "$ LC_ALL=C sysctl -w 'net.ipv4.ip_forward=x'",
      'error: cannot set net.ipv4.ip_forward: sysctl: setting key "net.ipv4.ip_forward": Invalid argument',
    ],
  },
  {
    title: 'words of a value are compared with any white space',
    params: { name: 'kernel.printk', value: '4 4  1 7', sysctl_file: PATH },
    answers: {
      ...TOOL,
      ...file('kernel.printk = 4 4  1 7\n'),
      'kernel.printk in the kernel': '4\t4\t1\t7\n',
    },
    expects: ['in sync: {"name":"kernel.printk","value":"4 4  1 7","sysctl_file":"/etc/sysctl.d/60.conf"}'],
  },
  {
    title: 'other lines are kept, and duplicates of the setting are removed',
    params: { name: 'vm.swappiness', value: '5', ...ALONE },
    answers: file('# vm.swappiness=1\n\n a = b\nvm/swappiness = 60\nvm.swappiness=70\n;x'),
    expects: [
      'update file:/etc/sysctl.d/60.conf: {"size":64,"sha256":"19a763f0d987b0e89dae0122a396c4a0af9fd88fff8197d896fefafce2e200d8"} -> {"size":45,"sha256":"7634df819344b7acad8a8105d0c07afa344b39a2c98820de097d7ac91b83d78e"}',
      'write /etc/sysctl.d/60.conf 0644 0 0: (a file)',
      'outputs: {"name":"vm.swappiness","value":"5","sysctl_file":"/etc/sysctl.d/60.conf"}',
    ],
  },
  {
    title: 'in names with slashes as separators, dots and slashes are exchanged',
    params: { name: 'net.ipv4.conf.eth0/1.forwarding', value: '1', ...ALONE },
    answers: file('net/ipv4/conf/eth0.1/forwarding=1\n'),
    expects: [
      'in sync: {"name":"net.ipv4.conf.eth0/1.forwarding","value":"1","sysctl_file":"/etc/sysctl.d/60.conf"}',
    ],
  },
  {
    title: 'a setting is removed from the file, and the kernel keeps its value',
    params: { name: 'vm.swappiness', state: 'absent', sysctl_file: PATH },
    answers: { ...TOOL, ...file('vm.swappiness=60\na=b\n') },
    expects: [
      'update file:/etc/sysctl.d/60.conf: {"size":21,"sha256":"055052409c57a6512ea725ec77b057271753bd7b564338bf347912494274a46d"} -> {"size":4,"sha256":"77e7ce77c707a8147bb65a710ac1af3fca02c8dd2be36762ec9611d90fb5c041"}',
      'write /etc/sysctl.d/60.conf 0644 0 0: (a file)',
      '$ LC_ALL=C sysctl -p /etc/sysctl.d/60.conf',
      'outputs: {"name":"vm.swappiness","value":"","sysctl_file":"/etc/sysctl.d/60.conf"}',
    ],
  },
  {
    title: 'a missing setting needs no removal',
    params: { name: 'vm.swappiness', state: 'absent', sysctl_file: PATH },
    answers: { ...TOOL, ...file(null) },
    expects: ['in sync: {"name":"vm.swappiness","value":"","sysctl_file":"/etc/sysctl.d/60.conf"}'],
  },
  {
    title: 'only the mode of a file that matches is changed',
    params: { name: 'a.b', value: '1', mode: '0600', ...ALONE },
    answers: file('a.b=1\n'),
    expects: [
      'update file:/etc/sysctl.d/60.conf: {"mode":"0644"} -> {"mode":"0600"}',
      '$ (d_enter /etc/sysctl.d && d_pin 60.conf && d_run_pinned chmod -- 00600 "$d_pinned")',
      'outputs: {"name":"a.b","value":"1","sysctl_file":"/etc/sysctl.d/60.conf"}',
    ],
  },
  {
    title: 'a host without sysctl is an error',
    params: FORWARD,
    answers: { 'which of sysctl exist': '', ...file(null), ...live('0\n') },
    expects: [
      'error: the host has no `sysctl`',
      'hint: install procps in an earlier task, or set `reload: false` and leave out `sysctl_set`',
    ],
  },
  {
    title: 'a missing value is refused',
    params: { name: 'a.b', value: '' },
    expects: ['refused: value: expected the value of the setting'],
  },
  {
    title: 'a name with `..` is refused',
    params: { name: 'a/../../x', value: '1' },
    expects: ['refused: name: expected the name of a setting, such as `vm.swappiness`'],
  },
  {
    title: 'a value of two lines is refused',
    params: { name: 'a.b', value: 'a\nb' },
    expects: ['refused: value: expected one line'],
  },
]

taskRows('sysctl', sysctl, ROWS)

test.run()
