import { test } from 'uvu'
import lvg from '../../../tasks/system/lvg.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of pvs and vgs of LVM 2.03.16, as lines of the probe.

const LVM = { 'which of lvm exist': 'lvm\n' }
const GB = 1073741824
/** A physical volume of 1 GB with extents of 4 MB, which uses the given number of its 255. */
const volume = (path: string, group: string, used = 255) =>
  `volume;${path};${group};${GB};1048576;${group === '' ? 0 : 4194304};${used}\n`
const on = (...lines: readonly string[]) => ({ ...LVM, 'volume group data': lines.join('') })
const DATA = { vg: 'data', pvs: ['/dev/vdb', '/dev/disk/by-id/c'] }
const DEVICES = 'device;/dev/vdb\ndevice;/dev/vdc\n'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a group is created from an existing physical volume and a device',
    params: { ...DATA, pesize: '128K', pv_options: '--dataalignment 1m', vg_options: "--addtag 'a b'" },
    answers: on(DEVICES, volume('/dev/vdb', '', 0)),
    expects: [
      'create lvm-group:data: null -> {"pvs":["/dev/vdb","/dev/vdc"]}',
      '$ LC_ALL=C pvcreate -f --dataalignment 1m /dev/vdc </dev/null >/dev/null',
      "$ LC_ALL=C vgcreate --addtag 'a b' -s 128K data /dev/vdb /dev/vdc </dev/null >/dev/null",
      'outputs: {"vg":"data","pvs":["/dev/vdb","/dev/disk/by-id/c"],"state":"present"}',
    ],
  },
  {
    title: 'an existing group is in sync, with its devices in any order',
    params: { ...DATA, pvresize: true },
    answers: on(DEVICES, volume('/dev/vdc', 'data'), volume('/dev/vdb', 'data'), 'group;2\n'),
    expects: ['in sync: {"vg":"data","pvs":["/dev/vdb","/dev/disk/by-id/c"],"state":"present"}'],
  },
  {
    title: 'a device is added, and another one removed',
    params: DATA,
    answers: on(DEVICES, volume('/dev/vdd', 'data'), volume('/dev/vdb', 'data'), 'group;2\n'),
    expects: [
      'update lvm-group:data: {"pvs":["/dev/vdd","/dev/vdb"]} -> {"pvs":["/dev/vdb","/dev/vdc"]}',
      '$ LC_ALL=C pvcreate -f /dev/vdc </dev/null >/dev/null',
      '$ LC_ALL=C vgextend data /dev/vdc </dev/null >/dev/null',
      '$ LC_ALL=C vgreduce data /dev/vdd </dev/null >/dev/null',
      'outputs: {"vg":"data","pvs":["/dev/vdb","/dev/disk/by-id/c"],"state":"present"}',
    ],
  },
  {
    title: 'a physical volume that is smaller than its device grows',
    params: { ...DATA, pvresize: true },
    answers: on(DEVICES, volume('/dev/vdc', 'data', 99), volume('/dev/vdb', 'data'), 'group;2\n'),
    expects: [
      'grow lvm-group:data: {"pvs":["/dev/vdc","/dev/vdb"],"unused":156} -> {"pvs":["/dev/vdb","/dev/vdc"],"unused":0}',
      '$ LC_ALL=C pvresize /dev/vdc </dev/null >/dev/null',
      'outputs: {"vg":"data","pvs":["/dev/vdb","/dev/disk/by-id/c"],"state":"present"}',
    ],
  },
  {
    title: 'a device of another group is an error',
    params: DATA,
    answers: on(DEVICES, volume('/dev/vdc', 'other')),
    expects: [
      'error: `/dev/vdc` is in the volume group `other`',
      'hint: remove it from that group in an earlier task',
    ],
  },
  {
    title: 'a missing device is an error',
    params: DATA,
    answers: on('device;/dev/vdb\ndevice;\n'),
    expects: ['error: there is no device `/dev/disk/by-id/c`'],
  },
  {
    title: 'in a dry run, an earlier task may create the device',
    params: DATA,
    answers: on('device;/dev/vdb\ndevice;\n'),
    isCheckMode: true,
    expects: ['unknown: depends on what is on /dev/disk/by-id/c, which does not exist'],
  },
  {
    title: 'an empty group is removed',
    params: { vg: 'data', state: 'absent' },
    answers: on(volume('/dev/vdb', 'data'), 'group;0\n'),
    expects: [
      'delete lvm-group:data: {"pvs":["/dev/vdb"]} -> null',
      '$ LC_ALL=C vgremove --force data </dev/null >/dev/null',
      'outputs: {"vg":"data","pvs":[],"state":"absent"}',
    ],
  },
  {
    title: 'removing a group with volumes is an error',
    params: { vg: 'data', state: 'absent' },
    answers: on(volume('/dev/vdb', 'data'), 'group;2\n'),
    expects: [
      'error: the volume group `data` has 2 logical volumes',
      'hint: set `force: true` to remove them too; their data is lost',
    ],
  },
  {
    title: 'with `force`, a group with volumes is removed',
    params: { vg: 'data', state: 'absent', force: true },
    answers: on(volume('/dev/vdb', 'data'), 'group;2\n'),
    isCheckMode: true,
    expects: ['delete lvm-group:data: {"pvs":["/dev/vdb"]} -> null'],
  },
  {
    title: 'a missing group needs no removal',
    params: { vg: 'data', state: 'absent' },
    answers: on(),
    expects: ['in sync: {"vg":"data","pvs":[],"state":"absent"}'],
  },
  {
    title: 'a host without LVM is an error',
    params: DATA,
    answers: { 'which of lvm exist': '' },
    expects: ['error: the host has no `lvm`', 'hint: install lvm2 in an earlier task'],
  },
  {
    title: 'an invalid name and size, and missing devices, are refused',
    params: { vg: '-f', pesize: 'x' },
    expects: [
      'refused: vg: expected a name of letters, digits, `+`, `_`, `.` and `-`',
      'refused: pesize: expected a size such as `32` or `128K`',
      'refused: pvs: expected at least one device',
    ],
  },
]

taskRows('lvg', lvg, ROWS)

test.run()
