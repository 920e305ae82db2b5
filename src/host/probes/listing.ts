import { type Probe, probe } from '../probe.ts'
import { sh } from '../shell.ts'

/** Asks for everything below a directory of the host, paths relative to it, in name order; links are not followed. */
export function pathsBelow(path: string): Probe<readonly string[]> {
  return probe({
    title: `paths below ${path}`,
    subject: { kind: 'paths below', about: [path] },
    // A name may hold a line break, and -print0 is not POSIX.
    script: sh`cd -- ${path} || exit
find . -exec sh -c 'for f do printf "%s\\000" "$f"; done' sh {} +`,
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\0')
        .filter(name => name !== '' && name !== '.')
        .map(name => name.replace(/^\.\//, ''))
        .sort(),
  })
}
