/** The version of a server, in the form of Ansible's results. */
export interface PostgresVersion {
  readonly major: number
  readonly minor: number
  /** Absent since version 10. */
  readonly patch?: number
  readonly full: string
  /** The complete output of `version()`. */
  readonly raw: string
}

/** Parses the output of `version()`, such as `PostgreSQL 15.8 (Debian …) on x86_64…`; undefined for other strings. */
export function postgresVersion(raw: string): PostgresVersion | undefined {
  const full = raw.split(/\s+/)[1] ?? ''
  // A version that is not released yet is written as `17beta1`.
  const [, major, minor = '0', patch] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(full) ?? []
  if (major === undefined) return undefined
  return {
    ...{ major: Number(major), minor: Number(minor), full, raw },
    ...(patch === undefined ? {} : { patch: Number(patch) }),
  }
}
