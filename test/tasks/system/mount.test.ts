import { test } from 'uvu'
import mount from '../../../tasks/system/mount.ts'
import { capturedDirectory, capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// /proc/self/mountinfo of the kernel 6.1.

const TOOLS = { 'which of mount, umount exist': 'mount\numount\n' }
const DATA = { path: '/srv/data', src: '/dev/vdb1', fstype: 'ext4', opts: 'noatime,nofail', state: 'mounted' }
const LINE = '/dev/vdb1 /srv/data ext4 noatime,nofail 0 0\n'
const at = (...lines: readonly string[]) => ({
  'what is mounted at /srv/data': lines.map(line => `${line}\n`).join(''),
})
const fstab = (text: string | null) => capturedFile('/etc/fstab', text)
const MOUNTED = at('rw,noatime shared:30 - ext4 /dev/vdb1 rw')
const NOTHING = { ...at(), 'real path of /srv/data': '/srv/data' }
const OUTPUTS =
  '{"name":"/srv/data","path":"/srv/data","src":"/dev/vdb1","fstype":"ext4","opts":"noatime,nofail","dump":"0","passno":"0","fstab":"/etc/fstab","boot":"yes"}'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a directory is created and a file system mounted there before it is added to the fstab',
    params: DATA,
    answers: { ...TOOLS, ...NOTHING, ...fstab(null), 'state of /srv/data': '\0' },
    expects: [
      'create file:/srv/data: null -> {"state":"directory","mode":"0755"}',
      'mount mount:/srv/data: null -> {"source":"/dev/vdb1","fstype":"ext4","options":"noatime,nofail"}',
      'create file:/etc/fstab: null -> {"state":"file","mode":"0644","size":44,"sha256":"ea9931baa3b0066440451ff63a133db7e1fe132a75f5fcde65bde717c87bc930"}',
      '$ export LC_ALL=C; (umask 022; mkdir -p -- /srv/data) && mount -t ext4 -o noatime,nofail -- /dev/vdb1 /srv/data',
      'write /etc/fstab 0644: (a file)',
      `outputs: ${OUTPUTS}`,
    ],
  },
  {
    title: 'a file system that is mounted and in the fstab is left unchanged',
    params: DATA,
    answers: { ...TOOLS, ...MOUNTED, ...fstab(LINE) },
    expects: [`in sync: ${OUTPUTS}`],
  },
  {
    title: 'a file system that an automounter will mount is left unchanged',
    params: DATA,
    answers: { ...TOOLS, ...at('rw,relatime shared:30 - autofs systemd-1 rw,fd=50'), ...fstab(LINE) },
    expects: [`in sync: ${OUTPUTS}`],
  },
  {
    title: 'a flag that is missing is set',
    params: DATA,
    answers: { ...TOOLS, ...at('rw,relatime shared:30 - ext4 /dev/vdb1 rw'), ...fstab(LINE) },
    expects: [
      'remount mount:/srv/data: {"source":"/dev/vdb1","fstype":"ext4","flags":"relatime,rw"} -> {"source":"/dev/vdb1","fstype":"ext4","options":"noatime,nofail"}',
      '$ export LC_ALL=C; { mount -t ext4 -o remount,noatime,nofail -- /dev/vdb1 /srv/data || { umount -- /srv/data && mount -t ext4 -o noatime,nofail -- /dev/vdb1 /srv/data; }; }',
      `outputs: ${OUTPUTS}`,
    ],
  },
  {
    title: 'a file system that became read-only after errors is remounted if `rw` is requested',
    params: { ...DATA, opts: 'rw' },
    answers: {
      ...TOOLS,
      ...at('rw,relatime shared:30 - ext4 /dev/vdb1 ro,errors=remount-ro'),
      ...fstab('/dev/vdb1 /srv/data ext4 rw 0 0\n'),
    },
    isCheckMode: true,
    expects: [
      'remount mount:/srv/data: {"source":"/dev/vdb1","fstype":"ext4","flags":"relatime,ro,rw"} -> {"source":"/dev/vdb1","fstype":"ext4","options":"rw"}',
    ],
  },
  {
    title: 'a file system with other options in the fstab is remounted',
    params: { ...DATA, opts: 'discard', boot: false },
    answers: { ...TOOLS, ...MOUNTED, ...fstab(LINE) },
    isCheckMode: true,
    expects: [
      'remount mount:/srv/data: {"source":"/dev/vdb1","fstype":"ext4","flags":"noatime,rw"} -> {"source":"/dev/vdb1","fstype":"ext4","options":"discard,noauto"}',
      'update file:/etc/fstab: {"size":44,"sha256":"ea9931baa3b0066440451ff63a133db7e1fe132a75f5fcde65bde717c87bc930"} -> {"size":44,"sha256":"ecbc789565455b1d0aaa403061d379c4ff56edfb9e6cc69544982b2571c6b839"}',
    ],
  },
  {
    title: 'another source is mounted instead of the first',
    params: { ...DATA, src: 'LABEL=new' },
    answers: {
      ...{ ...TOOLS, ...MOUNTED, ...fstab(LINE) },
      ...{ 'real path of /dev/disk/by-label/new': '/dev/vdc1', 'real path of /dev/vdb1': '/dev/vdb1' },
    },
    expects: [
      'replace mount:/srv/data: {"source":"/dev/vdb1","fstype":"ext4","flags":"noatime,rw"} -> {"source":"LABEL=new","fstype":"ext4","options":"noatime,nofail"}',
      'update file:/etc/fstab: {"size":44,"sha256":"ea9931baa3b0066440451ff63a133db7e1fe132a75f5fcde65bde717c87bc930"} -> {"size":44,"sha256":"5df8c6154c51e95c2f6ea58d4ab9f3f5448ad784c829bf8da66920ac8e31550f"}',
      "$ export LC_ALL=C; umount -- /srv/data && mount -t ext4 -o noatime,nofail -- 'LABEL=new' /srv/data",
      'write /etc/fstab 0644 0 0: (a file)',
      `outputs: ${OUTPUTS.replace('/dev/vdb1', 'LABEL=new')}`,
    ],
  },
  {
    title: 'another name of the same source is only written to the fstab',
    params: { ...DATA, src: 'LABEL=data' },
    answers: {
      ...{ ...TOOLS, ...MOUNTED, ...fstab(LINE) },
      ...{ 'real path of /dev/disk/by-label/data': '/dev/vdb1', 'real path of /dev/vdb1': '/dev/vdb1' },
    },
    isCheckMode: true,
    expects: [
      'update file:/etc/fstab: {"size":44,"sha256":"ea9931baa3b0066440451ff63a133db7e1fe132a75f5fcde65bde717c87bc930"} -> {"size":45,"sha256":"66762c1936b2059914dafe1278109e1ba6a93f0f00416ab7aa5a3646937a9a8c"}',
    ],
  },
  {
    title: 'all file systems at the path are unmounted, and the entry and the directory are removed',
    params: { path: '/srv/data/', state: 'absent' },
    answers: {
      ...{ ...TOOLS, ...fstab(`# a\n${LINE}`), ...capturedDirectory('/srv/data') },
      ...at('rw - ext4 /dev/vdb1 rw', 'rw - tmpfs tmpfs rw'),
    },
    expects: [
      'unmount mount:/srv/data: {"source":"tmpfs","fstype":"tmpfs","flags":"rw"} -> null',
      'update file:/etc/fstab: {"size":48,"sha256":"b6ea51e0e88d82ea44900a551f34c9dd5e53e1c3ab0db50a0d81c445cc13a6fa"} -> {"size":4,"sha256":"fd99dedae7c3f7532f8a65d60f811a05dc9dc3e1c5936b0c554c98aafdad8c10"}',
      'delete file:/srv/data: {} -> null',
      '$ export LC_ALL=C; umount -- /srv/data && umount -- /srv/data && { [ ! -d /srv/data ] || rmdir -- /srv/data; }',
      'write /etc/fstab 0644 0 0: (a file)',
      'outputs: {"name":"/srv/data","path":"/srv/data","opts":"defaults","dump":"0","passno":"0","fstab":"/etc/fstab","boot":"yes"}',
    ],
  },
  {
    title: 'an entry of swap is added without a mount',
    params: { path: 'none', src: '/swapfile', fstype: 'swap', opts: 'sw', state: 'present' },
    answers: fstab('/swap none swap sw 0 0\n'),
    isCheckMode: true,
    expects: [
      'update file:/etc/fstab: {"size":23,"sha256":"e12c12e1939339ed1b59d30f57b3b2b7daf06115cb109132bfdefca71d0f9193"} -> {"size":50,"sha256":"063ccf34cb18094f79b74433f2d28ff5a4eb0c070b95ded3fa931a7724202ac8"}',
    ],
  },
  {
    title: 'options with a password are not shown',
    params: { ...DATA, opts: 'password=geheim', opts_no_log: true, state: 'present' },
    answers: fstab(LINE),
    isCheckMode: true,
    expects: [
      'update file:/etc/fstab: {"size":44,"sha256":"ea9931baa3b0066440451ff63a133db7e1fe132a75f5fcde65bde717c87bc930"} -> {"size":45,"sha256":"fb579d5696c05386491ee0a46039d884887d31da132b91536f15307f299f982b"}',
    ],
  },
  {
    title: 'with `state: ephemeral`, another mounted file system is an error',
    params: { path: '/srv/data', src: 'nas:/data', fstype: 'nfs', state: 'ephemeral' },
    answers: { ...TOOLS, ...MOUNTED },
    expects: [
      'error: something else is mounted at `/srv/data`: `/dev/vdb1` (ext4)',
      'hint: unmount it in an earlier task with `state: unmounted`, or choose another path',
    ],
  },
  {
    title: 'remounting a path without a mounted file system is an error',
    params: { path: '/srv/data', state: 'remounted' },
    answers: { ...TOOLS, ...NOTHING },
    expects: ['error: nothing is mounted at `/srv/data`', 'hint: use `state: mounted`'],
  },
  {
    title: 'a file system is remounted with the options in the fstab',
    params: { path: '/srv/data', state: 'remounted', fstab: '/srv/fstab' },
    answers: { ...TOOLS, ...MOUNTED },
    expects: [
      'remount mount:/srv/data: {"source":"/dev/vdb1","fstype":"ext4","flags":"noatime,rw"} -> {"source":"/dev/vdb1","fstype":"ext4","options":"defaults"}',
      '$ export LC_ALL=C; { mount -T /srv/fstab -o remount -- /srv/data || { umount -- /srv/data && mount -T /srv/fstab -- /srv/data; }; }',
      'outputs: {"name":"/srv/data","path":"/srv/data","opts":"defaults","dump":"0","passno":"0","fstab":"/srv/fstab","boot":"yes"}',
    ],
  },
  {
    title: 'a host without mount is an error',
    params: DATA,
    answers: { ...NOTHING, ...fstab(null), 'which of mount, umount exist': '' },
    expects: ['error: the host has no `mount` and `umount`', 'hint: install mount in an earlier task'],
  },
  {
    title: 'a missing source and type, and mounting swap, are refused',
    params: { path: 'none', state: 'mounted' },
    expects: [
      'refused: src: expected what is mounted',
      'refused: fstype: expected the type of the file system',
      'refused: state: expected `present`, `absent` or `absent_from_fstab` for what is not mounted at a path, such as swap',
    ],
  },
]

taskRows('mount', mount, ROWS)

test.run()
