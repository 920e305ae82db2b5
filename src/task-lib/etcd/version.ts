/**
 * Returns the major and minor version as one number for comparisons: 3005 for `3.5.16`. Undefined if the string is
 * not a version.
 */
export function minorOf(version: string): number | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\D|$)/.exec(version) ?? []
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor)
}

/** Formats the number that `minorOf` returns: `3.5` for 3005. */
export function showMinor(minor: number): string {
  return `${Math.floor(minor / 1000)}.${minor % 1000}`
}
