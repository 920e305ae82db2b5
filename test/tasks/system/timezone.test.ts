import { test } from 'uvu'
import timezone from '../../../tasks/system/timezone.ts'
import { capturedDirectory, capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ZONE = '/usr/share/zoneinfo/Europe/Berlin'
const BERLIN = { name: 'Europe/Berlin' }
const zone = (text: string | null) => capturedFile(ZONE, text)
const copy = (text: string | null) => capturedFile('/etc/localtime', text)
const debian = (text: string | null) => capturedFile('/etc/timezone', text)
const redHat = (text: string | null) => capturedFile('/etc/sysconfig/clock', text)
const clock = (text: string | null) => capturedFile('/etc/adjtime', text)
const TOOLS = { 'which of timedatectl, hwclock exist': 'timedatectl\nhwclock\n' }
const SYSTEMD = capturedDirectory('/run/systemd/system')
const NO_SYSTEMD = { 'state of /run/systemd/system': '\0' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a copy of another time zone is replaced by a link, and /etc/timezone of Debian is written',
    params: BERLIN,
    answers: { ...zone('TZif Berlin'), ...copy('TZif UTC'), ...debian('Etc/UTC\n'), ...redHat(null) },
    expects: [
      'update file:/etc/localtime: {"state":"file"} -> {"state":"link","target":"../usr/share/zoneinfo/Europe/Berlin"}',
      'update file:/etc/timezone: {"size":8,"sha256":"f0dcac7b1d721d2f68937a71f0229b4c4f88564fd711339951528889913cd85d"} -> {"size":14,"sha256":"338780a9fd2d741c21a0697f3c7eece7b4561ef6f9536df3b2fd9352818ac299"}',
      '$ rm -f -- /etc/localtime.new && ln -s ../usr/share/zoneinfo/Europe/Berlin /etc/localtime.new && mv -f -- /etc/localtime.new /etc/localtime',
      'write /etc/timezone 0644 0 0: (a file)',
      'outputs: {"name":"Europe/Berlin"}',
    ],
  },
  {
    title: 'a copy of the same time zone is left unchanged',
    params: BERLIN,
    answers: {
      ...zone('TZif Berlin'),
      ...copy('TZif Berlin'),
      ...debian(null),
      ...redHat('# x\nZONE="Europe/Berlin"\nUTC=true\n'),
    },
    expects: ['in sync: {"name":"Europe/Berlin"}'],
  },
  {
    title: 'the setting of old Red Hat systems is edited, and other lines are kept',
    params: BERLIN,
    answers: {
      ...zone('TZif Berlin'),
      ...copy(null),
      ...debian(null),
      ...redHat('# x\nZONE="UTC"\nUTC=true\n'),
    },
    isCheckMode: true,
    expects: [
      'create file:/etc/localtime: null -> {"state":"link","target":"../usr/share/zoneinfo/Europe/Berlin"}',
      'update file:/etc/sysconfig/clock: {"size":24,"sha256":"c20953fe0391eced6208825b8c0295b9734f22033932f798c32825ba51a85b0e"} -> {"size":34,"sha256":"30de0411b15f58c9d9be7467bff914c514da752e651870a6b633161725d40957"}',
    ],
  },
  {
    title: 'a time zone that the host does not have is an error',
    params: BERLIN,
    answers: { ...zone(null), ...copy(null), ...debian(null), ...redHat(null) },
    expects: [
      'error: the host has no time zone `Europe/Berlin`',
      'hint: see `ls /usr/share/zoneinfo`, or install tzdata in an earlier task',
    ],
  },
  {
    title: 'the hardware clock is set by systemd',
    params: { hwclock: 'local' },
    answers: { ...clock('0.0 0 0.0\n0\nUTC\n'), ...TOOLS, ...SYSTEMD },
    expects: [
      'update file:/etc/adjtime: {"hwclock":"UTC"} -> {"hwclock":"local","state":"something"}',
      '$ timedatectl set-local-rtc 1',
      'outputs: {"hwclock":"local"}',
    ],
  },
  {
    title: 'the hardware clock is set by hwclock',
    params: { hwclock: 'UTC' },
    answers: { ...clock('0.0 0 0.0\n0\nLOCAL\n'), ...TOOLS, ...NO_SYSTEMD },
    expects: [
      'update file:/etc/adjtime: {"hwclock":"local"} -> {"hwclock":"UTC","state":"something"}',
      '$ hwclock --systohc --utc',
      'outputs: {"hwclock":"UTC"}',
    ],
  },
  {
    title: 'without a file, the hardware clock is in UTC',
    params: { hwclock: 'UTC' },
    answers: { ...clock(null), 'which of timedatectl, hwclock exist': '', ...NO_SYSTEMD },
    expects: ['in sync: {"hwclock":"UTC"}'],
  },
  {
    title: 'a host without a program to set the hardware clock is an error',
    params: { hwclock: 'local' },
    answers: { ...clock(null), 'which of timedatectl, hwclock exist': '', ...NO_SYSTEMD },
    expects: [
      'error: the host has no `hwclock` and no systemd to set the hardware clock',
      'hint: install util-linux-extra or util-linux in an earlier task',
    ],
  },
  {
    title: 'an invalid name is refused',
    params: { name: '../../etc/passwd' },
    expects: ['refused: name: expected the name of a time zone, such as `Europe/Berlin`'],
  },
]

taskRows('timezone', timezone, ROWS)

test.run()
