import { test } from 'uvu'
import modprobe from '../../../tasks/system/modprobe.ts'
import { capturedDirectory, capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const TOOL = { 'which of modprobe exist': 'modprobe\n' }
const [LOAD, OPTIONS] = ['/etc/modules-load.d', '/etc/modprobe.d']

/** A directory with only the file of the module `dummy`, or an empty one. */
const directory = (path: string, text: string | null) => ({
  ...capturedDirectory(path),
  [`paths below ${path}`]: text === null ? './README\0' : './README\0./dummy.conf\0',
  ...capturedFile(`${path}/dummy.conf`, text),
})
const LOADED = { ...TOOL, 'module dummy': 'loaded\n' }

const DUMMY = { name: 'dummy', params: 'numdummies=2  debug' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a module is loaded with its params',
    params: DUMMY,
    answers: { ...TOOL, 'module dummy': '' },
    expects: [
      'load kernel-module:dummy: {"state":"absent"} -> {"state":"present"}',
      "$ LC_ALL=C modprobe dummy 'numdummies=2' debug",
      'outputs: {"name":"dummy","params":"numdummies=2  debug","state":"present"}',
    ],
  },
  {
    title: 'a loaded module is left unchanged, with any params',
    params: DUMMY,
    answers: { ...TOOL, 'module dummy': 'loaded\n' },
    expects: ['in sync: {"name":"dummy","params":"numdummies=2  debug","state":"present"}'],
  },
  {
    title: 'a built-in module counts as loaded',
    params: { name: 'ext4' },
    answers: { 'which of modprobe exist': '', 'module ext4': 'built-in\n' },
    expects: ['in sync: {"name":"ext4","params":"","state":"present"}'],
  },
  {
    title: 'unloading a built-in module is an error',
    params: { name: 'ext4', state: 'absent' },
    answers: { ...TOOL, 'module ext4': 'built-in\n' },
    expects: ['error: `ext4` is built into the kernel and cannot be unloaded'],
  },
  {
    title: 'a module is unloaded by the other spelling of its name',
    params: { name: 'br-netfilter', state: 'absent' },
    answers: { ...TOOL, 'module br-netfilter': 'loaded\n' },
    runs: {
      'unload the module br-netfilter': {
        status: 1,
        stderr: 'modprobe: FATAL: Module br_netfilter is in use.\n',
      },
    },
    expects: [
      'unload kernel-module:br_netfilter: {"state":"present"} -> {"state":"absent"}',
      '$ LC_ALL=C modprobe -r br-netfilter',
      'error: unload the module br-netfilter: status 1: modprobe: FATAL: Module br_netfilter is in use.',
    ],
  },
  {
    title: 'a module is listed for loading at boot with its params, and other lines are kept',
    params: { ...DUMMY, persistent: 'present' },
    answers: {
      ...LOADED,
      ...directory(LOAD, null),
      ...directory(OPTIONS, '# mine\noptions dummy numdummies=1 # old\noptions other a=1\n'),
    },
    expects: [
      'create file:/etc/modules-load.d/dummy.conf: null -> {"state":"file","mode":"0644","size":6,"sha256":"d3eb539a556352f3f47881d71fb0e5777b2f3e9a4251d283c18c67ce996774b7"}',
      'update file:/etc/modprobe.d/dummy.conf: {"size":58,"sha256":"297cde9f1fd2f9d50b37ebe1b39662473f5ff10c9bca8b4939f7c504d76d95fa"} -> {"size":106,"sha256":"880b3cf71f222d8e73f13aefc7634d0cf0203bbbbdea4bf868d074cf1d6ce8e5"}',
      'predicts: ensure file:/etc/modules-load.d: undefined -> {"state":"directory","mode":"0755"}',
      'predicts: ensure file:/etc/modprobe.d: undefined -> {"state":"directory","mode":"0755"}',
      '$ umask 022; mkdir -p /etc/modules-load.d /etc/modprobe.d',
      'write /etc/modules-load.d/dummy.conf 0644: (a file)',
      'write /etc/modprobe.d/dummy.conf 0644 0 0: (a file)',
      'outputs: {"name":"dummy","params":"numdummies=2  debug","state":"present"}',
    ],
  },
  {
    title: 'a module that is listed for loading at boot with its params is left unchanged',
    params: { ...DUMMY, persistent: 'present' },
    answers: {
      ...LOADED,
      ...directory(LOAD, ' dummy\n'),
      ...directory(OPTIONS, 'options dummy debug\noptions dummy numdummies=2'),
    },
    expects: ['in sync: {"name":"dummy","params":"numdummies=2  debug","state":"present"}'],
  },
  {
    title: 'a module is removed from the list for loading at boot',
    params: { name: 'dummy', persistent: 'absent' },
    answers: { ...LOADED, ...directory(LOAD, '#x\ndummy\n'), ...directory(OPTIONS, 'options dummy debug\n') },
    expects: [
      'update file:/etc/modules-load.d/dummy.conf: {"size":9,"sha256":"7b0198973ca12e8bb47712834525f7789a78e94052bb7f2e81d494f246b608e8"} -> {"size":10,"sha256":"e8fda086ffb64b4f93fd58bac52f882f41b57bdee80dcfc9a7c41ae1a59f331e"}',
      'update file:/etc/modprobe.d/dummy.conf: {"size":20,"sha256":"66e80d547a782d0af205ebd6f1c3d7f3ba0ed97be937dd122bd01af53e419e13"} -> {"size":21,"sha256":"5595aebe7707c487652262f615cce776905ab137a907a0f96310009a12292d8f"}',
      'predicts: ensure file:/etc/modules-load.d: undefined -> {"state":"directory","mode":"0755"}',
      'predicts: ensure file:/etc/modprobe.d: undefined -> {"state":"directory","mode":"0755"}',
      '$ umask 022; mkdir -p /etc/modules-load.d /etc/modprobe.d',
      'write /etc/modules-load.d/dummy.conf 0644 0 0: (a file)',
      'write /etc/modprobe.d/dummy.conf 0644 0 0: (a file)',
      'outputs: {"name":"dummy","params":"","state":"present"}',
    ],
  },
  {
    title: 'a module that is not listed for loading at boot is left unchanged',
    params: { name: 'dummy', persistent: 'absent' },
    answers: { ...LOADED, ...directory(LOAD, '#dummy\n'), ...directory(OPTIONS, 'options dummy2 debug\n') },
    expects: ['in sync: {"name":"dummy","params":"","state":"present"}'],
  },
  {
    title: 'a host without modprobe is an error',
    params: DUMMY,
    answers: { 'which of modprobe exist': '', 'module dummy': '' },
    expects: ['error: the host has no `modprobe`', 'hint: install kmod in an earlier task'],
  },
  {
    title: 'an invalid name and invalid params are refused',
    params: { name: '-r', params: "a='b c'" },
    expects: [
      'refused: name: expected the name of a module, such as `br_netfilter`',
      'refused: params: expected settings without quotes, such as `numdummies=2`',
    ],
  },
]

taskRows('modprobe', modprobe, ROWS)

test.run()
