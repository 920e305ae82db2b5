import { type Float, float } from '../../base/float.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { orUnknown } from '../../values/unknown.ts'

/**
 * Returns what is known about a file, under the names of Ansible's `stat` and `find`. In a dry run, the size, mode
 * and similar fields may be unknown if an earlier task creates or changes the file.
 */
export function describeState(path: string, state: FileState) {
  const read = <F extends keyof FileState>(field: F) => orUnknown(() => state[field])
  const has = (bit: number) => orUnknown(() => (Number.parseInt(state.mode, 8) & bit) !== 0)
  return {
    ...{ path, mode: read('mode'), size: read('size'), uid: read('uid'), gid: read('gid') },
    isdir: state.kind === 'directory',
    ischr: state.kind === 'char',
    isblk: state.kind === 'block',
    isreg: state.kind === 'file',
    isfifo: state.kind === 'fifo',
    islnk: state.kind === 'link',
    issock: state.kind === 'socket',
    ...{ atime: time(state.atime), mtime: time(state.mtime), ctime: time(state.ctime) },
    ...{ inode: state.inode, dev: state.device, nlink: state.links },
    ...{ rusr: has(0o400), wusr: has(0o200), xusr: has(0o100) },
    ...{ rgrp: has(0o040), wgrp: has(0o020), xgrp: has(0o010) },
    ...{ roth: has(0o004), woth: has(0o002), xoth: has(0o001) },
    ...{ isuid: has(0o4000), isgid: has(0o2000) },
  }
}

/** The fields that `describeState` returns, for descriptions of outputs. */
export const STATE_FIELDS =
  '`path`, `mode` (octal digits, as text), `size` (bytes), `uid`, `gid`, the kind as true or false (`isreg`, `isdir`, `islnk`, `isfifo`, `issock`, `isblk`, `ischr`), `atime`, `mtime` and `ctime` (seconds since 1970), `inode`, `dev`, `nlink`, and each bit of the mode as true or false (`rusr`, `wusr`, `xusr`, `rgrp`, `wgrp`, `xgrp`, `roth`, `woth`, `xoth`, `isuid`, `isgid`)'

/** Returns seconds since 1970 as a float, even if the number is whole; null if the time is unknown. */
function time(seconds: number | null): number | Float | null {
  return seconds === null ? null : float(seconds)
}

/** Names of the kinds of files in messages. */
export const KIND_NAMES: Readonly<Record<FileState['kind'], string>> = {
  file: 'file',
  directory: 'directory',
  link: 'symbolic link',
  fifo: 'named pipe',
  socket: 'socket',
  block: 'block device',
  char: 'character device',
}
