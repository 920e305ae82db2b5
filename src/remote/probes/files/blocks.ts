import { ShellText, sh } from '../../../shell/quote.ts'
import { firstOf, type Probe } from '../../probe.ts'
import { batchProbe } from '../answers.ts'

/** The space that a file occupies on its file system, and its device number, by the names of Ansible's `stat`. */
export interface FileBlocks {
  /** The number of blocks of 512 bytes. */
  readonly blocks?: number
  /** The best size of a read or write, in bytes. */
  readonly block_size?: number
  /**
   * The device number of a device file, computed from its major and minor number as makedev(3) does; 0 for every
   * other file.
   */
  readonly device_type?: number
}

/**
 * Asks for the blocks of a file, or with `isFollowed` of a link's target; empty if it does not exist or the host has
 * no `stat -c`.
 */
export function fileBlocks(path: string, isFollowed: boolean): Probe<FileBlocks> {
  return firstOf(blocksOf([path], isFollowed))
}

// Prints the numbers of the paths that exist, then passes only those to `stat`, so that one process answers for all
// paths.
const BLOCKS = new ShellText(`n=0 have=
for p; do
  n=$((n + 1))
  shift
  if [ -e "$p" ] || { [ "$option" = '' ] && [ -L "$p" ]; }; then have="$have $n"; set -- "$@" "$p"; fi
done
echo "$have"
[ $# -eq 0 ] || LC_ALL=C stat $option -c '%b %o %t %T' "$@" 2>/dev/null
exit 0`)

function blocksOf(paths: readonly string[], isFollowed: boolean): Probe<readonly FileBlocks[]> {
  return batchProbe<readonly FileBlocks[]>({
    title: `blocks of ${paths.join(' ')}`,
    script: sh`option=${isFollowed ? '-L' : ''}
set -- ${paths}
${BLOCKS}`,
    parse: ({ stdout }) => parseBlocks(stdout.toString(), paths.length),
    together: {
      kind: `blocks ${isFollowed}`,
      about: paths,
      all: all => blocksOf(all, isFollowed),
      pick: blocks => blocks,
    },
  })
}

function parseBlocks(text: string, count: number): FileBlocks[] {
  const [numbers = '', ...lines] = text.trimEnd().split('\n')
  const found = numbers.trim().split(' ').filter(Boolean)
  const all = new Array<FileBlocks>(count).fill({})
  if (lines.length !== found.length) return all
  found.forEach((number, nth) => {
    const [blocks, size, major = '', minor = ''] = (lines[nth] ?? '').split(' ')
    const device = deviceNumber(Number.parseInt(major, 16), Number.parseInt(minor, 16))
    all[Number(number) - 1] = { blocks: Number(blocks), block_size: Number(size), device_type: device }
  })
  return all
}

/** Returns the device number as makedev(3) of Linux does, for numbers of at most 32 bits. */
function deviceNumber(major: number, minor: number): number {
  return (minor & 0xff) + (major & 0xfff) * 0x100 + (minor & ~0xff) * 0x1000
}
