import { test } from 'uvu'
import swap from '../../../tasks/system/swap.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const MB = 1048576
const TOOLS = 'which of mkswap, swapon, swapoff, blkid exist'
const FSTAB = '/dev/sda1 / ext4 defaults 0 1\n'
const ENTRY = '/swapfile none swap sw 0 0\n'

/** A host with a swap file of the given number of megabytes, or without one. */
const host = ({
  size = null,
  type = 'swap',
  mode = '8180',
  inUse = false,
  fstab = FSTAB,
}: {
  readonly size?: number | null
  readonly type?: string
  readonly mode?: string
  readonly inUse?: boolean
  readonly fstab?: string
} = {}) => ({
  [TOOLS]: 'mkswap\nswapon\nswapoff\nblkid\n',
  'state of /swapfile':
    size === null
      ? '\0'
      : ` 1:rw\0${mode}:0:0:${size * MB}:1795947259:1795947259:1795947259:4333631:65024:1:root:root\0`,
  'what is on /swapfile': size === null ? { status: 3 } : `TYPE=${type}\n`,
  'whether /swapfile is in use': inUse ? 'yes\n' : '',
  ...capturedFile('/etc/fstab', fstab),
})
const SWAP = { size: '2M' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a swap file is made',
    params: { ...SWAP, priority: 5 },
    answers: host(),
    expects: [
      'create file:/swapfile: null -> {"state":"file","mode":"0600","size":2097152}',
      'make filesystem:/swapfile: null -> {"type":"swap"}',
      'start swap:/swapfile: {"active":false} -> {"active":true}',
      'update file:/etc/fstab: {"size":30,"sha256":"d67c4d8adc831440c77c28da023899767745f4b648666ee787e7256cae2d3e36"} -> {"size":63,"sha256":"7107fb03acca2ac7d10530843874c9ba2d048aefa629b488a1b9db883509ca7b"}',
      '$ [make the swap file /swapfile]',
      '$ LC_ALL=C swapon -p 5 -- /swapfile',
      'write /etc/fstab 0644 0 0: (a file)',
      'outputs: {"path":"/swapfile","state":"present","size":2097152,"active":true}',
    ],
  },
  {
    title: 'an active swap file is in sync',
    params: SWAP,
    answers: host({ size: 2, inUse: true, fstab: FSTAB + ENTRY }),
    expects: ['in sync: {"path":"/swapfile","state":"present","size":2097152,"active":true}'],
  },
  {
    title: 'a swap file that is only active after a reboot is in sync',
    params: { ...SWAP, active: false },
    answers: host({ size: 2, fstab: FSTAB + ENTRY }),
    expects: ['in sync: {"path":"/swapfile","state":"present","size":2097152,"active":false}'],
  },
  {
    title: 'a swap file of another size is made again',
    params: { size: '3.5 MiB' },
    answers: host({ size: 2, inUse: true, fstab: FSTAB + ENTRY }),
    expects: [
      'update file:/swapfile: {"size":2097152} -> {"state":"file","mode":"0600","size":3670016}',
      'make filesystem:/swapfile: null -> {"type":"swap"}',
      '$ LC_ALL=C swapoff -- /swapfile',
      '$ [make the swap file /swapfile]',
      '$ LC_ALL=C swapon  -- /swapfile',
      'outputs: {"path":"/swapfile","state":"present","size":3670016,"active":true}',
    ],
  },
  {
    title: 'a swap file with a wrong mode that is not active is made again',
    params: SWAP,
    answers: host({ size: 2, mode: '81a4' }),
    isCheckMode: true,
    expects: [
      'update file:/swapfile: {"size":2097152} -> {"state":"file","mode":"0600","size":2097152}',
      'make filesystem:/swapfile: null -> {"type":"swap"}',
      'start swap:/swapfile: {"active":false} -> {"active":true}',
      'update file:/etc/fstab: {"size":30,"sha256":"d67c4d8adc831440c77c28da023899767745f4b648666ee787e7256cae2d3e36"} -> {"size":57,"sha256":"6a9df039ea79c12839a3a252ae7bdd20c9907d3261e20ba8c12be7d1dcd93191"}',
    ],
  },
  {
    title: 'a file with other content is an error',
    params: SWAP,
    answers: host({ size: 2, type: 'ext4' }),
    expects: [
      'error: `/swapfile` is a file that holds something else',
      'hint: move it away, or choose another path',
    ],
  },
  {
    title: 'a swap file is removed',
    params: { state: 'absent' },
    answers: host({ size: 2, inUse: true, fstab: FSTAB + ENTRY }),
    expects: [
      'stop swap:/swapfile: {"active":true} -> {"active":false}',
      'delete file:/swapfile: {"size":2097152} -> null',
      'update file:/etc/fstab: {"size":57,"sha256":"6a9df039ea79c12839a3a252ae7bdd20c9907d3261e20ba8c12be7d1dcd93191"} -> {"size":30,"sha256":"d67c4d8adc831440c77c28da023899767745f4b648666ee787e7256cae2d3e36"}',
      '$ LC_ALL=C swapoff -- /swapfile',
      '$ rm -f -- /swapfile',
      'write /etc/fstab 0644 0 0: (a file)',
      'outputs: {"path":"/swapfile","state":"absent","size":0,"active":false}',
    ],
  },
  {
    title: 'a missing swap file needs no removal',
    params: { state: 'absent' },
    answers: host(),
    expects: ['in sync: {"path":"/swapfile","state":"absent","size":0,"active":false}'],
  },
  {
    title: 'a host without the programs is an error',
    params: SWAP,
    answers: { ...host(), [TOOLS]: 'mkswap\nblkid\n' },
    expects: [
      'error: the host has no `swapon`',
      'hint: install util-linux, and mount on Debian, in an earlier task',
    ],
  },
  {
    title: 'a missing size and a relative path are refused',
    params: { path: 'swapfile' },
    expects: [
      'refused: path: expected an absolute path, such as `/swapfile`',
      'refused: size: expected a size, such as `2G`',
    ],
  },
  {
    title: 'a size that is too small, and an invalid priority, are refused',
    params: { size: '4K', priority: -1 },
    expects: [
      'refused: size: expected a size of 40K or more, such as `2G`',
      'refused: priority: expected a whole number from 0 to 32767',
    ],
  },
]

taskRows('swap', swap, ROWS)

test.run()
