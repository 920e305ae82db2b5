import { TaskError } from '../../../errors.ts'
import { sh } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'

/**
 * Asks for the paths of everything below a directory, relative to it and sorted. Links are not followed. `depth` is
 * the number of levels, 1 for the entries of the directory itself; all levels if absent.
 */
export function pathsBelow(path: string, depth?: number): Probe<readonly string[]> {
  // -maxdepth is not POSIX either.
  const limit = depth === undefined ? sh`` : sh`\\( ! -path ${`./*${'/*'.repeat(depth - 1)}`} -o -prune \\)`
  return probeAbout(
    { kind: 'paths below', directory: path, depth },
    {
      title: `paths below ${path}`,
      // A name may contain a line break, and -print0 is not POSIX.
      script: sh`cd -- ${path} || exit
find . ${limit} -exec sh -c 'for f do printf "%s\\000" "$f"; done' sh {} +`,
      parse: ({ stdout }) => {
        refuseMany(path, stdout)
        return stdout
          .toString()
          .split('\0')
          .filter(name => name !== '' && name !== '.')
          .map(name => name.replace(/^\.\//, ''))
          .sort()
      },
    },
  )
}

/** The most files in a directory that are processed one by one. */
const MAX_FILES = 200_000

function refuseMany(path: string, names: Buffer): void {
  let count = 0
  for (let at = names.indexOf(0); at !== -1; at = names.indexOf(0, at + 1)) count += 1
  if (count <= MAX_FILES) return
  throw new TaskError(`more than ${MAX_FILES} files are below \`${path}\``, {
    hint: 'copy it with `command: cp -a`, or copy its directories one by one',
  })
}
