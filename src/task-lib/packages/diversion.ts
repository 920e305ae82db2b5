import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** A diversion in dpkg's database: packages install their file at `divert` instead. */
export interface Diversion {
  /** `LOCAL`, or the package whose own version of the file is not diverted. */
  readonly holder: string
  readonly divert: string
}

/** Returns a probe for the diversion of a path: null if there is none, undefined if the host has no dpkg-divert. */
export function diversionOf(path: string): Probe<Diversion | null | undefined> {
  return probe({
    title: `diversion of ${path}`,
    script: sh`command -v dpkg-divert >/dev/null || exit 3
export LC_ALL=C
dpkg-divert --listpackage ${path} && dpkg-divert --truename ${path}`,
    answers: [0, 3],
    parse: ({ status, stdout }) => {
      if (status === 3) return undefined
      // Without a diversion, only one line is printed: the path itself.
      const [holder = '', divert] = stdout.toString().trimEnd().split('\n')
      return divert === undefined ? null : { holder, divert }
    },
    own: {
      resource: diversionResource(path),
      after: ({ after }) => (after ? { holder: String(after.holder), divert: String(after.divert) } : null),
    },
  })
}

/** Returns the resource name of the diversion of a path. */
export function diversionResource(path: string): string {
  return `diversion:${path}`
}
