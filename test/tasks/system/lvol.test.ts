import { test } from 'uvu'
import lvol from '../../../tasks/system/lvol.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of vgs and lvs of LVM 2.03.16: a group of 1020 MB with extents of 4 MB.

const MB = 1048576
const LVM = { 'which of lvm exist': 'lvm\n' }
const on = (free: number, ...volumes: readonly string[]) => ({
  ...LVM,
  'volumes of data': [`  ${1020 * MB};${free * MB};${4 * MB}`, ...volumes, ''].join('\n'),
})
const srv = (megabytes: number, attributes = '-wi-a-----') => `  srv;${megabytes * MB};${attributes}`
const SRV = { vg: 'data', lv: 'srv' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a volume is created',
    params: { ...SRV, size: '10G', opts: '--type raid1 -m 1', pvs: '/dev/vdb,/dev/vdc' },
    answers: on(1020),
    expects: [
      'create lvm-volume:data/srv: null -> {"size":"10G","active":true}',
      '$ LC_ALL=C lvcreate --yes -L 10G -n srv --type raid1 -m 1 data /dev/vdb /dev/vdc </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv"}',
    ],
  },
  {
    title: 'an inactive volume is created with a percentage of its group',
    params: { ...SRV, size: '+80%free', active: false },
    answers: on(1020, '  other;4194304;-wi-------'),
    expects: [
      'create lvm-volume:data/srv: null -> {"size":"80%free","active":true}',
      'deactivate lvm-volume:data/srv: {"active":true} -> {"active":false}',
      '$ LC_ALL=C lvcreate --yes -l 80%free -n srv data </dev/null >/dev/null',
      '$ LC_ALL=C lvchange -an data/srv </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv"}',
    ],
  },
  {
    title: 'a thin pool is created',
    params: { vg: 'data', thinpool: 'pool', size: 512 },
    answers: on(1020),
    expects: [
      'create lvm-volume:data/pool: null -> {"size":"512","active":true}',
      '$ LC_ALL=C lvcreate --yes -L 512 -T data/pool </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"pool"}',
    ],
  },
  {
    title: 'a thin volume is created',
    params: { ...SRV, thinpool: 'pool', size: '128g' },
    answers: on(508, `  pool;${512 * MB};twi-a-tz--`, '  [pool_tdata];4194304;Twi-ao----'),
    expects: [
      'create lvm-volume:data/srv: null -> {"size":"128g","active":true}',
      '$ LC_ALL=C lvcreate --yes -V 128g -n srv -T data/pool </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv"}',
    ],
  },
  {
    title: 'a snapshot is created',
    params: { ...SRV, snapshot: 'before', size: '100m' },
    answers: on(508, srv(512)),
    expects: [
      'create lvm-volume:data/before: null -> {"size":"100m","active":true}',
      '$ LC_ALL=C lvcreate --yes -L 100m -s -n before data/srv </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"before"}',
    ],
  },
  {
    title: 'a snapshot of a thin volume needs no size',
    params: { ...SRV, snapshot: 'before' },
    answers: on(508, srv(512, 'Vwi-a-tz--')),
    isCheckMode: true,
    expects: ['create lvm-volume:data/before: null -> {"size":null,"active":true}'],
  },
  {
    title: 'a snapshot of a missing volume is an error',
    params: { ...SRV, snapshot: 'x', size: 4 },
    answers: on(508),
    expects: ['error: there is no volume `data/srv` to make a snapshot of'],
  },
  {
    title: 'an existing volume is in sync',
    params: { ...SRV, size: '511' },
    answers: on(508, srv(512)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":536870912}'],
  },
  {
    title: 'without `size`, a volume of any size is in sync',
    params: SRV,
    answers: on(508, srv(512)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":536870912}'],
  },
  {
    title: 'a volume that is too small grows',
    params: { ...SRV, size: '0.75g', resizefs: true, pvs: ['/dev/vdb'] },
    answers: on(508, srv(512)),
    expects: [
      'grow lvm-volume:data/srv: {"size":536870912} -> {"size":805306368}',
      '$ LC_ALL=C lvextend --resizefs -L 805306368b data/srv /dev/vdb </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv","size":536870912}',
    ],
  },
  {
    title: 'a volume that is a smaller percentage than requested grows',
    params: { ...SRV, size: '75%VG' },
    answers: on(508, srv(512)),
    isCheckMode: true,
    expects: ['grow lvm-volume:data/srv: {"size":536870912} -> {"size":801112064}'],
  },
  {
    title: 'a percentage of the free space is only used for a new volume',
    params: { ...SRV, size: '100%FREE' },
    answers: on(508, srv(512)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":536870912}'],
  },
  {
    title: 'a volume grows by all free space',
    params: { ...SRV, size: '+100%FREE' },
    answers: on(508, srv(512)),
    isCheckMode: true,
    expects: ['grow lvm-volume:data/srv: {"size":536870912} -> {"size":1069547520}'],
  },
  {
    title: 'without free space, a volume is in sync',
    params: { ...SRV, size: '+100%FREE' },
    answers: on(0, srv(1020)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":1069547520}'],
  },
  {
    title: 'a volume with a relative size grows on every run',
    params: { ...SRV, size: '+4' },
    answers: on(508, srv(512)),
    isCheckMode: true,
    expects: ['grow lvm-volume:data/srv: {"size":536870912} -> {"size":541065216}'],
  },
  {
    title: 'too little free space is an error',
    params: { ...SRV, size: '2g' },
    answers: on(508, srv(512)),
    expects: [
      'error: the volume group `data` has too little space for `data/srv`',
      'hint: 1610612736 bytes are needed, and 532676608 are free',
    ],
  },
  {
    title: 'shrinking a volume is an error',
    params: { ...SRV, size: '256' },
    answers: on(508, srv(512)),
    expects: [
      'error: the volume `data/srv` would shrink from 536870912 to 268435456 bytes',
      'hint: set `force: true`, or `shrink: false` to leave it as it is',
    ],
  },
  {
    title: 'with `force`, a volume shrinks',
    params: { ...SRV, size: '256', force: true },
    answers: on(508, srv(512)),
    isCheckMode: true,
    expects: ['shrink lvm-volume:data/srv: {"size":536870912} -> {"size":268435456}'],
  },
  {
    title: 'with `shrink: false`, a larger volume is in sync',
    params: { ...SRV, size: '256', shrink: false },
    answers: on(508, srv(512)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":536870912}'],
  },
  {
    title: 'a relative size that would leave nothing is an error',
    params: { ...SRV, size: '-512', force: true },
    answers: on(508, srv(512)),
    expects: [
      'error: the volume `data/srv` would shrink from 536870912 to 0 bytes',
      'hint: choose a greater size',
    ],
  },
  {
    title: 'a volume is activated',
    params: SRV,
    answers: on(508, srv(512, '-wi-------')),
    expects: [
      'activate lvm-volume:data/srv: {"active":false} -> {"active":true}',
      '$ LC_ALL=C lvchange -ay data/srv </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv","size":536870912}',
    ],
  },
  {
    title: 'a volume is removed',
    params: { ...SRV, state: 'absent', force: true },
    answers: on(508, srv(512)),
    expects: [
      'delete lvm-volume:data/srv: {"size":536870912} -> null',
      '$ LC_ALL=C lvremove --force data/srv </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv","size":536870912}',
    ],
  },
  {
    title: 'removing a volume without `force` is an error',
    params: { ...SRV, state: 'absent' },
    answers: on(508, srv(512)),
    expects: [
      'error: the volume `data/srv` is only removed with `force`',
      'hint: set `force: true`; its data is lost',
    ],
  },
  {
    title: 'a missing volume needs no removal',
    params: { ...SRV, state: 'absent' },
    answers: on(508),
    expects: ['in sync: {"vg":"data","lv":"srv"}'],
  },
  {
    title: 'a missing group needs no removal of a volume',
    params: { ...SRV, state: 'absent' },
    answers: { ...LVM, 'volumes of data': '' },
    expects: ['in sync: {"vg":"data","lv":"srv"}'],
  },
  {
    title: 'a missing group is an error',
    params: { ...SRV, size: 4 },
    answers: { ...LVM, 'volumes of data': '' },
    expects: ['error: there is no volume group `data`', 'hint: make it in an earlier task with `lvg`'],
  },
  {
    title: 'in a dry run, an earlier task may create the group',
    params: { ...SRV, size: 4 },
    answers: { ...LVM, 'volumes of data': '' },
    isCheckMode: true,
    expects: ['unknown: depends on the volume group data, which does not exist'],
  },
  {
    title: 'a new volume without a size is an error',
    params: SRV,
    answers: on(508),
    expects: ['error: the volume `data/srv` does not exist, and no size is given', 'hint: set `size`'],
  },
  {
    title: 'a new volume with a negative size is an error',
    params: { ...SRV, size: '-4' },
    answers: on(508),
    expects: ['error: a new volume cannot have the size `-4`'],
  },
  {
    title: 'an invalid size, an unclosed quote and a missing name are refused',
    params: { vg: 'data', size: '120%VG', opts: "'" },
    expects: [
      'refused: size: expected a size such as `512`, `10g` or `50%VG`',
      'refused: opts: expected options with their quotes closed',
      'refused: lv: expected a name, or `thinpool`',
    ],
  },
  {
    title: 'a snapshot without a volume is refused',
    params: { vg: 'data', thinpool: 'x', snapshot: 'y' },
    expects: ['refused: lv: expected the volume that the snapshot is made of'],
  },
  {
    title: 'a thin volume with a percentage is refused',
    params: { ...SRV, thinpool: 'x', size: '5%VG' },
    expects: ['refused: size: cannot be a share for a thin volume'],
  },
]

taskRows('lvol', lvol, ROWS)

test.run()
