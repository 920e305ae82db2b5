import { test } from 'uvu'
import parted from '../../../tasks/system/parted.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of parted 3.5 with `--machine`.

const TOOLS = { 'which of parted exist': 'parted\n' }
const GB = 1024 ** 3
const disk = (table: string, ...partitions: readonly string[]) =>
  ['BYT;', `/dev/vdb:${GB}B:virtblk:512:512:${table}:Virtio Disk:;`, ...partitions, ''].join('\n')
const on = (table: string, ...partitions: readonly string[]) => ({
  ...TOOLS,
  'partitions of /dev/vdb in B': { status: table === 'unknown' ? 1 : 0, stdout: disk(table, ...partitions) },
  'partitions of /dev/vdb in KiB': disk(table),
})
const FIRST = '1:1048576B:536870911B:535822336B:ext4:my \\: data:boot, esp;'
const PART = { device: '/dev/vdb', number: 1, label: 'gpt', state: 'present' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'the partitions of a disk are returned',
    params: { device: '/dev/vdb', unit: 'B' },
    answers: on('gpt', FIRST),
    expects: [
      'in sync: {"disk":{"dev":"/dev/vdb","size":1073741824,"model":"Virtio Disk","logical_block":512,"physical_block":512,"table":"gpt","unit":"b"},"partitions":[{"num":1,"begin":1048576,"end":536870911,"size":535822336,"fstype":"ext4","name":"my : data","flags":["boot","esp"],"unit":"b"}],"script":""}',
    ],
  },
  {
    title: 'the first partition is created together with the table',
    params: { ...PART, part_end: '10%', fs_type: 'ext4', flags: 'lvm', name: 'a b' },
    answers: on('unknown'),
    isCheckMode: true,
    expects: [
      'label disk:/dev/vdb: {"table":"unknown"} -> {"table":"gpt"}',
      'create partition:/dev/vdb 1: null -> {"start":"0%","end":"10%"}',
      'then: check again',
    ],
  },
  {
    title: 'a second partition is created',
    params: {
      ...PART,
      number: 2,
      part_type: 'logical',
      part_start: '-10MiB',
      align: 'undefined',
      unit: 'KiB',
    },
    answers: on('gpt', FIRST),
    expects: [
      'create partition:/dev/vdb 2: null -> {"start":"-10MiB","end":"100%"}',
      '$ LC_ALL=C.UTF-8 parted -s  /dev/vdb -- unit KiB mkpart logical -10MiB 100% >/dev/null',
      'outputs: {"disk":{"dev":"/dev/vdb","size":1073741824,"model":"Virtio Disk","logical_block":512,"physical_block":512,"table":"gpt","unit":"kib"},"partitions":[],"script":"mkpart logical -10MiB 100%"}',
    ],
  },
  {
    title: 'an existing partition is in sync',
    params: { ...PART, name: 'my : data', flags: ['esp'], resize: true, part_end: '512MiB' },
    answers: on('gpt', FIRST),
    isCheckMode: true,
    expects: [
      'in sync: {"disk":{"dev":"/dev/vdb","size":1073741824,"model":"Virtio Disk","logical_block":512,"physical_block":512,"table":"gpt","unit":"kib"},"partitions":[],"script":""}',
    ],
  },
  {
    title: 'name, flags and end of a partition are changed',
    params: { ...PART, name: "it's", flags: ['boot', 'lvm'], resize: true, part_end: '100%' },
    answers: on('gpt', FIRST),
    isCheckMode: true,
    expects: [
      'resize partition:/dev/vdb 1: {"end":536870911} -> {"end":"100%"}',
      'update partition:/dev/vdb 1: {"name":"my : data"} -> {"name":"it\'s"}',
      'update partition:/dev/vdb 1: {"flags":"boot,esp"} -> {"flags":"boot,lvm"}',
    ],
  },
  {
    title: 'all flags are removed',
    params: { ...PART, flags: [] },
    answers: on('gpt', FIRST),
    isCheckMode: true,
    expects: ['update partition:/dev/vdb 1: {"flags":"boot,esp"} -> {"flags":""}'],
  },
  {
    title: 'a partition is removed',
    params: { ...PART, state: 'absent' },
    answers: on('gpt', FIRST),
    isCheckMode: true,
    expects: ['delete partition:/dev/vdb 1: {"begin":1048576,"end":536870911,"name":"my : data"} -> null'],
  },
  {
    title: 'a missing partition needs no removal',
    params: { ...PART, number: 3, state: 'absent' },
    answers: on('gpt', FIRST),
    isCheckMode: true,
    expects: [
      'in sync: {"disk":{"dev":"/dev/vdb","size":1073741824,"model":"Virtio Disk","logical_block":512,"physical_block":512,"table":"gpt","unit":"kib"},"partitions":[],"script":""}',
    ],
  },
  {
    title: 'a table of another type with partitions is an error',
    params: PART,
    answers: on('msdos', '1:1048576B:536870911B:535822336B:::lba;'),
    expects: [
      'error: `/dev/vdb` has a table of another kind (msdos), with partitions',
      'hint: set `label: msdos`, or wipe the disk in an earlier task with `filesystem: {dev: /dev/vdb, state: absent}`; its data is lost',
    ],
  },
  {
    title: 'a table of another type without partitions is replaced',
    params: PART,
    answers: on('msdos'),
    isCheckMode: true,
    expects: [
      'label disk:/dev/vdb: {"table":"msdos"} -> {"table":"gpt"}',
      'create partition:/dev/vdb 1: null -> {"start":"0%","end":"100%"}',
    ],
  },
  {
    title: 'a disk that cannot be read is an error',
    params: PART,
    answers: {
      ...on('gpt'),
      'partitions of /dev/vdb in B': {
        status: 1,
        stderr: 'Error: Error opening /dev/vdb: Permission denied\n',
      },
    },
    expects: [
      'error: parted cannot read `/dev/vdb`: Error: Error opening /dev/vdb: Permission denied',
      'hint: set `become: true`',
    ],
  },
  {
    title: 'a missing disk is an error',
    params: PART,
    answers: { ...on('gpt'), 'partitions of /dev/vdb in B': { status: 3 } },
    expects: ['error: there is no disk `/dev/vdb`'],
  },
  {
    title: 'in a dry run, an earlier task may create the disk',
    params: PART,
    answers: { ...on('gpt'), 'partitions of /dev/vdb in B': { status: 3 } },
    isCheckMode: true,
    expects: ['unknown: depends on what is on /dev/vdb, which does not exist'],
  },
  {
    title: 'a host without parted is an error',
    params: PART,
    answers: { 'which of parted exist': '' },
    expects: ['error: the host has no `parted`', 'hint: install parted in an earlier task'],
  },
  {
    title: 'invalid values and a missing number are refused',
    params: { device: 'vdb', state: 'present', part_end: '10 GiB', name: 'a"b', fs_type: '-x' },
    expects: [
      'refused: device: expected the path of a disk',
      'refused: part_end: expected a place such as `10GiB`, `50%` or `-1MiB`',
      'refused: fs_type: expected a type of file systems, such as `ext4`',
      'refused: name: expected one line without `"` and backslashes',
      'refused: number: expected the number of the partition',
    ],
  },
  {
    title: 'a removal without a number is refused',
    params: { device: '/dev/vdb', state: 'absent' },
    expects: ['refused: number: expected the number of the partition'],
  },
]

taskRows('parted', parted, ROWS)

test.run()
