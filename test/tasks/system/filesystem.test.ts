import { test } from 'uvu'
import filesystem from '../../../tasks/system/filesystem.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of blkid 2.38.1, and the numbers of dumpe2fs, xfs_db and pvs.

const DEV = '/dev/vdb1'
const TOOLS = {
  'which of blkid, wipefs exist': 'blkid\nwipefs\n',
  'which of mkfs.ext4 exist': 'mkfs.ext4\n',
  'which of mkfs.xfs exist': 'mkfs.xfs\n',
  'which of pvcreate exist': 'pvcreate\n',
  'which of dumpe2fs, e2fsck, resize2fs, findmnt exist': 'dumpe2fs\ne2fsck\nresize2fs\nfindmnt\n',
  'which of xfs_db, xfs_growfs, findmnt exist': 'xfs_db\nxfs_growfs\nfindmnt\n',
}
const NOTHING = { status: 2 }
const holding = (type: string) => `DEVNAME=${DEV}\nLABEL=TYPE=x\nUUID=6f7c\nBLOCK_SIZE=4096\nTYPE=${type}\n`
const on = (answer: string | object, room?: string) => ({
  ...TOOLS,
  [`what is on ${DEV}`]: answer,
  ...(room === undefined ? {} : { [`room of ${DEV}`]: room }),
})
const EXT4 = { dev: DEV, fstype: 'ext4' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a file system is made on an empty device',
    params: { ...EXT4, opts: "-L 'my data' -m 1" },
    answers: on(NOTHING),
    expects: [
      'make filesystem:/dev/vdb1: null -> {"type":"ext4"}',
      "$ LC_ALL=C mkfs.ext4 -F -q -L 'my data' -m 1 /dev/vdb1",
      'outputs: {"dev":"/dev/vdb1","fstype":"ext4","state":"present"}',
    ],
  },
  {
    title: 'a device with the same type of file system is in sync',
    params: { ...EXT4, force: true },
    answers: on(holding('ext4')),
    expects: ['in sync: {"dev":"/dev/vdb1","fstype":"ext4","state":"present"}'],
  },
  {
    title: 'a device with another file system is an error',
    params: EXT4,
    answers: on(holding('xfs')),
    expects: [
      'error: `/dev/vdb1` holds something else: xfs',
      'hint: set `force: true` to overwrite it; its data is lost',
    ],
  },
  {
    title: 'with `force`, another file system is replaced',
    params: { ...EXT4, fstype: 'lvm', force: true },
    answers: on(holding('xfs')),
    expects: [
      'make filesystem:/dev/vdb1: {"type":"xfs"} -> {"type":"LVM2_member"}',
      '$ LC_ALL=C pvcreate --yes -f /dev/vdb1',
      'outputs: {"dev":"/dev/vdb1","fstype":"lvm","state":"present"}',
    ],
  },
  {
    title: 'a device with another file system is an error, also with blkid of busybox',
    params: EXT4,
    answers: on(`${DEV}: LABEL=" TYPE="btrfs" " UUID="6f7c" TYPE="xfs"\n`),
    expects: [
      'error: `/dev/vdb1` holds something else: xfs',
      'hint: set `force: true` to overwrite it; its data is lost',
    ],
  },
  {
    title:
      'a device without a result of blkid of busybox is an error, because it may have a partition table or LVM data',
    params: EXT4,
    answers: on(''),
    expects: [
      'error: the `blkid` of busybox cannot identify what is on `/dev/vdb1`',
      'hint: install the `blkid` of util-linux in an earlier task',
    ],
  },
  {
    title: 'a device with a partition table is an error',
    params: EXT4,
    answers: on(`DEVNAME=${DEV}\nPTUUID=x\nPTTYPE=gpt\n`),
    expects: [
      'error: `/dev/vdb1` holds something else: partition table (gpt)',
      'hint: set `force: true` to overwrite it; its data is lost',
    ],
  },
  {
    title: 'a device with several file systems is an error',
    params: EXT4,
    answers: on({ status: 8 }),
    expects: [
      'error: `/dev/vdb1` holds something else: several file systems',
      'hint: set `force: true` to overwrite it; its data is lost',
    ],
  },
  {
    title: 'with `resizefs`, a file system that is smaller than its device grows',
    params: { ...EXT4, resizefs: true },
    answers: on(holding('ext4'), '1073741824\n/srv/data\n'),
    expects: [
      'grow filesystem:/dev/vdb1: {"unused":1073741824} -> {"type":"ext4","unused":0}',
      '$ export LC_ALL=C; { findmnt -n --source /dev/vdb1 >/dev/null || e2fsck -f -p /dev/vdb1 >/dev/null || [ $? -eq 1 ]; } &&',
      '$ resize2fs /dev/vdb1 >/dev/null',
      'outputs: {"dev":"/dev/vdb1","fstype":"ext4","state":"present"}',
    ],
  },
  {
    title: 'with `resizefs`, a file system of the size of its device is in sync',
    params: { ...EXT4, resizefs: true },
    answers: on(holding('ext4'), '0\n'),
    expects: ['in sync: {"dev":"/dev/vdb1","fstype":"ext4","state":"present"}'],
  },
  {
    title: 'a mounted file system grows',
    params: { dev: DEV, fstype: 'xfs', resizefs: true },
    answers: on(holding('xfs'), '1073741824\n/srv/my data\n'),
    expects: [
      'grow filesystem:/dev/vdb1: {"unused":1073741824} -> {"type":"xfs","unused":0}',
      "$ export LC_ALL=C; xfs_growfs -- '/srv/my data' >/dev/null",
      'outputs: {"dev":"/dev/vdb1","fstype":"xfs","state":"present"}',
    ],
  },
  {
    title: 'a file system that can only grow while it is mounted is an error',
    params: { dev: DEV, fstype: 'xfs', resizefs: true },
    answers: on(holding('xfs'), '1073741824\n'),
    expects: [
      'error: the file system on `/dev/vdb1` can only grow while it is mounted',
      'hint: mount it in an earlier task',
    ],
  },
  {
    title: 'a device is wiped',
    params: { dev: DEV, state: 'absent' },
    answers: on(holding('swap')),
    expects: [
      'wipe filesystem:/dev/vdb1: {"type":"swap"} -> {}',
      '$ LC_ALL=C wipefs --all -- /dev/vdb1',
      'outputs: {"dev":"/dev/vdb1","fstype":null,"state":"absent"}',
    ],
  },
  {
    title: 'an empty device needs no wiping',
    params: { dev: DEV, state: 'absent' },
    answers: on(NOTHING),
    expects: ['in sync: {"dev":"/dev/vdb1","fstype":null,"state":"absent"}'],
  },
  {
    title: 'a missing device needs no wiping',
    params: { dev: DEV, state: 'absent' },
    answers: on({ status: 3 }),
    expects: ['in sync: {"dev":"/dev/vdb1","fstype":null,"state":"absent"}'],
  },
  {
    title: 'a missing device is an error',
    params: EXT4,
    answers: on({ status: 3 }),
    expects: ['error: there is no device `/dev/vdb1`'],
  },
  {
    title: 'in a dry run, an earlier task may create the device',
    params: EXT4,
    answers: on({ status: 3 }),
    isCheckMode: true,
    expects: ['unknown: depends on what is on /dev/vdb1, which does not exist'],
  },
  {
    title: 'a user who may not read the device is an error',
    params: EXT4,
    answers: on({ status: 4 }),
    expects: ['error: `/dev/vdb1` cannot be read', 'hint: set `become: true`'],
  },
  {
    title: 'a host without the program is an error',
    params: EXT4,
    answers: { ...on(NOTHING), 'which of mkfs.ext4 exist': '' },
    expects: ['error: the host has no `mkfs.ext4`', 'hint: install e2fsprogs in an earlier task'],
  },
  {
    title: 'a missing type and a relative path are refused',
    params: { dev: 'vdb1' },
    expects: [
      'refused: dev: expected an absolute path, such as `/etc/motd`',
      'refused: fstype: expected the type',
    ],
  },
  {
    title: '`resizefs` for a type that cannot grow, and an unclosed quote, are refused',
    params: { dev: DEV, fstype: 'vfat', resizefs: true, opts: "'" },
    expects: [
      'refused: opts: expected options with their quotes closed',
      'refused: resizefs: is not for this type: grow it with a command',
    ],
  },
]

taskRows('filesystem', filesystem, ROWS)

test.run()
