import { test } from 'uvu'
import lvol from '../../../tasks/system/lvol.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// What vgs and lvs of LVM 2.03.16 print: a group of 1020 MB with extents of 4 MB.

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
    title: 'a new volume',
    params: { ...SRV, size: '10G', opts: '--type raid1 -m 1', pvs: '/dev/vdb,/dev/vdc' },
    answers: on(1020),
    expects: [
      'create lvm-volume:data/srv: null -> {"size":"10G","active":true}',
      '$ LC_ALL=C lvcreate --yes -L 10G -n srv --type raid1 -m 1 data /dev/vdb /dev/vdc </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv"}',
    ],
  },
  {
    title: 'a new volume of a share, which is not active',
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
    title: 'a thin pool',
    params: { vg: 'data', thinpool: 'pool', size: 512 },
    answers: on(1020),
    expects: [
      'create lvm-volume:data/pool: null -> {"size":"512","active":true}',
      '$ LC_ALL=C lvcreate --yes -L 512 -T data/pool </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"pool"}',
    ],
  },
  {
    title: 'a thin volume',
    params: { ...SRV, thinpool: 'pool', size: '128g' },
    answers: on(508, `  pool;${512 * MB};twi-a-tz--`, '  [pool_tdata];4194304;Twi-ao----'),
    expects: [
      'create lvm-volume:data/srv: null -> {"size":"128g","active":true}',
      '$ LC_ALL=C lvcreate --yes -V 128g -n srv -T data/pool </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv"}',
    ],
  },
  {
    title: 'a snapshot',
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
    title: 'a snapshot of nothing',
    params: { ...SRV, snapshot: 'x', size: 4 },
    answers: on(508),
    expects: ['error: there is no volume `data/srv` to make a snapshot of'],
  },
  {
    title: 'a volume that is there',
    params: { ...SRV, size: '511' },
    answers: on(508, srv(512)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":536870912}'],
  },
  {
    title: 'a volume whatever its size',
    params: SRV,
    answers: on(508, srv(512)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":536870912}'],
  },
  {
    title: 'a volume that is too small',
    params: { ...SRV, size: '0.75g', resizefs: true, pvs: ['/dev/vdb'] },
    answers: on(508, srv(512)),
    expects: [
      'grow lvm-volume:data/srv: {"size":536870912} -> {"size":805306368}',
      '$ LC_ALL=C lvextend --resizefs -L 805306368b data/srv /dev/vdb </dev/null >/dev/null',
      'outputs: {"vg":"data","lv":"srv","size":536870912}',
    ],
  },
  {
    title: 'a volume that is a smaller share',
    params: { ...SRV, size: '75%VG' },
    answers: on(508, srv(512)),
    isCheckMode: true,
    expects: ['grow lvm-volume:data/srv: {"size":536870912} -> {"size":801112064}'],
  },
  {
    title: 'a share of what is free is for a new volume',
    params: { ...SRV, size: '100%FREE' },
    answers: on(508, srv(512)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":536870912}'],
  },
  {
    title: 'all that is left',
    params: { ...SRV, size: '+100%FREE' },
    answers: on(508, srv(512)),
    isCheckMode: true,
    expects: ['grow lvm-volume:data/srv: {"size":536870912} -> {"size":1069547520}'],
  },
  {
    title: 'nothing is left',
    params: { ...SRV, size: '+100%FREE' },
    answers: on(0, srv(1020)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":1069547520}'],
  },
  {
    title: 'a volume that grows at every run',
    params: { ...SRV, size: '+4' },
    answers: on(508, srv(512)),
    isCheckMode: true,
    expects: ['grow lvm-volume:data/srv: {"size":536870912} -> {"size":541065216}'],
  },
  {
    title: 'too little space',
    params: { ...SRV, size: '2g' },
    answers: on(508, srv(512)),
    expects: [
      'error: the volume group `data` has too little space for `data/srv`',
      'hint: 1610612736 bytes are needed, and 532676608 are free',
    ],
  },
  {
    title: 'a volume that is too great',
    params: { ...SRV, size: '256' },
    answers: on(508, srv(512)),
    expects: [
      'error: the volume `data/srv` would shrink from 536870912 to 268435456 bytes',
      'hint: set `force: true`, or `shrink: false` to leave it as it is',
    ],
  },
  {
    title: 'a volume that shrinks',
    params: { ...SRV, size: '256', force: true },
    answers: on(508, srv(512)),
    isCheckMode: true,
    expects: ['shrink lvm-volume:data/srv: {"size":536870912} -> {"size":268435456}'],
  },
  {
    title: 'a volume that may be greater',
    params: { ...SRV, size: '256', shrink: false },
    answers: on(508, srv(512)),
    expects: ['in sync: {"vg":"data","lv":"srv","size":536870912}'],
  },
  {
    title: 'a volume that shrinks to nothing',
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
    title: 'a volume is not removed by accident',
    params: { ...SRV, state: 'absent' },
    answers: on(508, srv(512)),
    expects: [
      'error: the volume `data/srv` is only removed with `force`',
      'hint: set `force: true`; its data is lost',
    ],
  },
  {
    title: 'no volume',
    params: { ...SRV, state: 'absent' },
    answers: on(508),
    expects: ['in sync: {"vg":"data","lv":"srv"}'],
  },
  {
    title: 'no group to remove a volume of',
    params: { ...SRV, state: 'absent' },
    answers: { ...LVM, 'volumes of data': '' },
    expects: ['in sync: {"vg":"data","lv":"srv"}'],
  },
  {
    title: 'no group',
    params: { ...SRV, size: 4 },
    answers: { ...LVM, 'volumes of data': '' },
    expects: ['error: there is no volume group `data`', 'hint: make it in an earlier task with `lvg`'],
  },
  {
    title: 'no group in a dry run',
    params: { ...SRV, size: 4 },
    answers: { ...LVM, 'volumes of data': '' },
    isCheckMode: true,
    expects: ['unknown: depends on the volume group data, which does not exist'],
  },
  {
    title: 'no size',
    params: SRV,
    answers: on(508),
    expects: ['error: the volume `data/srv` does not exist, and no size is given', 'hint: set `size`'],
  },
  {
    title: 'less than nothing',
    params: { ...SRV, size: '-4' },
    answers: on(508),
    expects: ['error: a new volume cannot have the size `-4`'],
  },
  {
    title: 'no name, and what is no size',
    params: { vg: 'data', size: '120%VG', opts: "'" },
    expects: [
      'refused: size: expected a size such as `512`, `10g` or `50%VG`',
      'refused: opts: expected options with their quotes closed',
      'refused: lv: expected a name, or `thinpool`',
    ],
  },
  {
    title: 'a snapshot of no volume',
    params: { vg: 'data', thinpool: 'x', snapshot: 'y' },
    expects: ['refused: lv: expected the volume that the snapshot is made of'],
  },
  {
    title: 'a thin volume of a share',
    params: { ...SRV, thinpool: 'x', size: '5%VG' },
    expects: ['refused: size: cannot be a share for a thin volume'],
  },
]

taskRows('lvol', lvol, ROWS)

test.run()
