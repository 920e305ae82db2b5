import { ShellText, sh } from '../../../shell/quote.ts'
import { firstOf, type Probe } from '../../probe.ts'
import { batchProbe } from '../answers.ts'

/** What a file takes on its file system, and the device that it is, by the names of Ansible's `stat`. */
export interface FileBlocks {
  /** Of 512 bytes. */
  readonly blocks?: number
  /** The best size of a read or write, in bytes. */
  readonly block_size?: number
  /** The number of a device file, as `makedev` makes it from the major and the minor number; 0 for every other file. */
  readonly device_type?: number
}

/** Asks for the blocks of a file, or with `isFollowed` of what a link leads to; empty if there is none or the host has no `stat -c`. */
export function fileBlocks(path: string, isFollowed: boolean): Probe<FileBlocks> {
  return firstOf(blocksOf([path], isFollowed))
}

// Only what exists is named to `stat`, and its numbers are printed first, so that one process answers for all paths.
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

/** As makedev(3) of Linux, for numbers that fit into 32 bits. */
function deviceNumber(major: number, minor: number): number {
  return (minor & 0xff) + (major & 0xfff) * 0x100 + (minor & ~0xff) * 0x1000
}
