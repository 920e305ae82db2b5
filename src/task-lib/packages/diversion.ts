import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** A diversion as dpkg keeps it. */
export interface Diversion {
  /** `LOCAL`, or a package. */
  readonly holder: string
  readonly divert: string
}

/** Asks for the diversion of a path; null if there is none, undefined if the host has no dpkg-divert. */
export function diversionOf(path: string): Probe<Diversion | null | undefined> {
  return probe({
    title: `diversion of ${path}`,
    script: sh`command -v dpkg-divert >/dev/null || exit 3
export LC_ALL=C
dpkg-divert --listpackage ${path} && dpkg-divert --truename ${path}`,
    answers: [0, 3],
    parse: ({ status, stdout }) => {
      if (status === 3) return undefined
      // Without a diversion there is only the true name, the path itself.
      const [holder = '', divert] = stdout.toString().trimEnd().split('\n')
      return divert === undefined ? null : { holder, divert }
    },
    own: {
      resource: diversionResource(path),
      after: ({ after }) => (after ? { holder: String(after.holder), divert: String(after.divert) } : null),
    },
  })
}

/** The resource of the diversion of a path. */
export function diversionResource(path: string): string {
  return `diversion:${path}`
}
