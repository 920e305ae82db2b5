import { type Answer, firstOf, type Probe, probe } from '../probe.ts'
import { joinShell, ShellText, sh } from '../shell.ts'
import { HIDDEN_OR_ABSENT, plainPath } from './file.ts'

/** Asks for the bytes of a regular file, through links; null where there is none. */
export function fileContent(path: string): Probe<Buffer | null> {
  return firstOf(fileContents([path]))
}

/** Asks for the bytes of regular files, through links, in the order of the paths; null where there is none. */
export function fileContents(paths: readonly string[]): Probe<readonly (Buffer | null)[]> {
  return probe({
    title: `content of ${paths.join(' ')}`,
    script: joinShell([
      HIDDEN_OR_ABSENT,
      sh`set -- ${paths.map(plainPath)}`,
      paths.length === 1 ? ONE : MANY,
    ]),
    parse: answer => (paths.length === 1 ? [parseOne(answer)] : parseMany(answer, paths.length)),
    together: {
      kind: 'file content',
      about: paths,
      all: fileContents,
      pick: contents => contents as readonly (Buffer | null)[],
    },
  })
}

const ONE = new ShellText(`if [ -f "$1" ]; then echo; exec cat "$1"; fi
[ -e "$1" ] || absent "$1"`)

// The sizes say where one ends and the next begins; where they do not add up, each file is asked for alone.
const MANY = new ShellText(`n=$# i=0 have=
for f do
  i=$((i+1))
  if [ -f "$f" ]; then have="$have $i"; set -- "$@" "$f"
  else [ -e "$f" ] || absent "$f"; fi
done
shift "$n"
echo "$have"
[ $# -eq 0 ] && exit 0
stat -L -c %s "$@" 2>/dev/null || stat -L -f %z "$@" 2>/dev/null || for f do wc -c <"$f" || exit 1; done
exec cat "$@"`)

function parseOne({ stdout }: Answer): Buffer | null {
  return stdout.length === 0 ? null : stdout.subarray(1)
}

function parseMany({ stdout }: Answer, count: number): (Buffer | null)[] {
  let at = 0
  const line = (): string => {
    const end = stdout.indexOf(10, at)
    const text = stdout.toString('latin1', at, end)
    at = end + 1
    return text.trim()
  }
  const which = line().split(' ').filter(Boolean).map(Number)
  const sizes = which.map(() => Number(line()))
  if (stdout.length - at !== sizes.reduce((sum, size) => sum + size, 0)) {
    throw new Error('the sizes of the files do not add up to what came')
  }
  const contents = new Array<Buffer | null>(count).fill(null)
  which.forEach((number, nth) => {
    const size = sizes[nth] ?? 0
    contents[number - 1] = stdout.subarray(at, at + size)
    at += size
  })
  return contents
}
