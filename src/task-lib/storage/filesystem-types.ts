import { type Probe, probe } from '../../remote/probe.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { filesystemResource } from './signature.ts'

/** How file systems of a type are created, identified and grown. */
export interface FilesystemType {
  /** The name of the type in blkid(8). */
  readonly signature: string
  /**
   * The command that creates a file system, without the task's options and the device; it overwrites what is on the
   * device.
   */
  readonly make: readonly [program: string, ...options: string[]]
  /** The package that contains the program. */
  readonly package: string
  readonly growth?: Growth
}

/** How a file system is grown, and how its room for growth is measured. */
export interface Growth {
  /** The required programs. */
  readonly tools: readonly string[]
  /**
   * A script that prints by how many bytes the file system could grow; 0 or less if it fills the device, whose size is
   * in `$size`.
   */
  readonly room: (device: string) => ShellText
  /** Whether it must be mounted to grow. */
  readonly isMounted: boolean
  /** The command that grows it. `place` is the mount point if it must be mounted, otherwise the device. */
  readonly grow: (place: string) => ShellText
}

/** The types, by their names in the param of the task type. */
export const FILESYSTEM_TYPES = {
  ...{ ext2: ext('ext2'), ext3: ext('ext3'), ext4: ext('ext4') },
  xfs: {
    signature: 'xfs',
    make: ['mkfs.xfs', '-f'],
    package: 'xfsprogs',
    growth: {
      tools: ['xfs_db', 'xfs_growfs'],
      // A remainder of up to 64 blocks is too small for an allocation group of its own.
      room: device => sh`xfs_db -r -c 'sb 0' -c 'p dblocks blocksize' ${device} | {
  read -r _ _ count && read -r _ _ block && echo $(((size / block - count - 64) * block))
}`,
      isMounted: true,
      grow: place => sh`xfs_growfs -- ${place} >/dev/null`,
    },
  },
  btrfs: {
    signature: 'btrfs',
    make: ['mkfs.btrfs', '-f'],
    package: 'btrfs-progs',
    growth: {
      tools: ['btrfs'],
      room: device => sh`btrfs inspect-internal dump-super -- ${device} | {
  while read -r key value; do [ "$key" != dev_item.total_bytes ] || echo $((size / 4096 * 4096 - value)); done
}`,
      isMounted: true,
      grow: place => sh`btrfs filesystem resize max ${place} >/dev/null`,
    },
  },
  lvm: {
    signature: 'LVM2_member',
    make: ['pvcreate', '--yes', '-f'],
    package: 'lvm2',
    growth: {
      tools: ['pvs', 'pvresize'],
      // Within a volume group, only whole extents count.
      room: device => sh`pvs --noheadings --nosuffix --units b -o pe_start,vg_extent_size,pv_pe_count,pv_size -- ${device} | {
  read -r start extent count used && if [ "$extent" -gt 0 ]; then echo $((((size - start) / extent - count) * extent)); else echo $((size - used - start)); fi
}`,
      isMounted: false,
      grow: place => sh`pvresize -- ${place} >/dev/null`,
    },
  },
  vfat: { signature: 'vfat', make: ['mkfs.vfat', '-I'], package: 'dosfstools' },
  swap: { signature: 'swap', make: ['mkswap', '-f'], package: 'util-linux' },
  f2fs: { signature: 'f2fs', make: ['mkfs.f2fs', '-f'], package: 'f2fs-tools' },
  ocfs2: { signature: 'ocfs2', make: ['mkfs.ocfs2', '-Fx'], package: 'ocfs2-tools' },
  reiserfs: { signature: 'reiserfs', make: ['mkfs.reiserfs', '-q'], package: 'reiserfsprogs' },
} as const satisfies Readonly<Record<string, FilesystemType>>

function ext(name: 'ext2' | 'ext3' | 'ext4'): FilesystemType {
  return {
    signature: name,
    make: [`mkfs.${name}`, '-F', '-q'],
    package: 'e2fsprogs',
    growth: {
      tools: ['dumpe2fs', 'e2fsck', 'resize2fs'],
      room: device => sh`dumpe2fs -h ${device} 2>/dev/null | {
  while read -r a b value; do
    case "$a $b" in 'Block count:') count=$value;; 'Block size:') echo $(((size / value - count) * value));; esac
  done
}`,
      isMounted: false,
      // resize2fs requires that a file system which is not mounted was just checked.
      grow: place => sh`{ findmnt -n --source ${place} >/dev/null || e2fsck -f -p ${place} >/dev/null || [ $? -eq 1 ]; } &&
resize2fs ${place} >/dev/null`,
    },
  }
}

/** Returns a probe for the number of bytes by which a file system could grow, and its mount point. */
export function growthRoom(
  device: string,
  growth: Growth,
): Probe<{ readonly bytes: number; readonly mountPoint: string | undefined }> {
  return probe({
    title: `room of ${device}`,
    script: sh`export LC_ALL=C
if [ -f ${device} ]; then size=$(wc -c <${device}); else size=$(blockdev --getsize64 ${device}); fi || exit
${growth.room(device)} || exit
findmnt -n -o TARGET --first-only --source ${device} || :`,
    parse: ({ stdout }) => {
      const [bytes = '', mountPoint = ''] = stdout.toString().split('\n')
      return { bytes: Number(bytes), mountPoint: mountPoint.trim() || undefined }
    },
    own: { resource: filesystemResource(device), after: () => ({ bytes: 0, mountPoint: undefined }) },
  })
}
