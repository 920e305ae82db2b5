import { sh } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'
import { bitsOf } from './stat-line.ts'

/** A combination of kind and mode that occurs in a directory tree; links are ignored. */
export interface TreeMode {
  readonly isDirectory: boolean
  /** Four octal digits. */
  readonly mode: string
}

/** Asks which modes occur in a directory tree, including the directory itself; empty if it does not exist. */
export function treeModes(path: string): Probe<readonly TreeMode[]> {
  return probeAbout(
    { kind: 'modes below', directory: path },
    {
      title: `modes below ${path}`,
      script: sh`LC_ALL=C; export LC_ALL
[ -d ${path} ] || exit 0
if stat -c %f / >/dev/null 2>&1
then find ${path} ! -type l -exec stat -c %f {} + | sort -u
else find ${path} ! -type l -exec ls -dln {} + | cut -c1-10 | sort -u; fi`,
      parse: ({ stdout }) => parseTreeModes(stdout.toString()),
    },
  )
}

/** Parses raw modes in hex (`81a4`), or mode letters (`-rw-r--r--`), one per line. */
function parseTreeModes(text: string): TreeMode[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => {
      const raw = /^[0-9a-f]{4}$/.test(line) ? Number.parseInt(line, 16) : undefined
      const letters = /^([-dpscb])([-rwxsStT]{9})$/.exec(line)
      if (raw !== undefined) return [{ isDirectory: raw >> 12 === 4, mode: octal(raw & 0o7777) }]
      return letters ? [{ isDirectory: letters[1] === 'd', mode: octal(bitsOf(letters[2] ?? '')) }] : []
    })
}

/** Asks whether anything in a directory tree has another owner or group than these numbers. */
export function hasOthers(
  path: string,
  { uid, gid }: { uid?: number | undefined; gid?: number | undefined },
): Probe<boolean> {
  const user = uid === undefined ? sh`` : sh`! -user ${uid}`
  const group = gid === undefined ? sh`` : sh`! -group ${gid}`
  const either =
    uid !== undefined && gid !== undefined ? sh`\\( ${user} -o ${group} \\)` : sh`${user}${group}`
  return probeAbout(
    { kind: 'other owners below', directory: path, uid, gid },
    {
      title: `other owners below ${path}`,
      script: sh`[ -d ${path} ] || exit 0
find ${path} ${either} -print | head -n 1`,
      parse: ({ stdout }) => stdout.length > 0,
    },
  )
}

function octal(bits: number): string {
  return bits.toString(8).padStart(4, '0')
}
