/** Major and minor version as one number that can be compared: `3.5.16` is 3005; undefined if it is none. */
export function minorOf(version: string): number | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\D|$)/.exec(version) ?? []
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor)
}

/** `3005` is 3.5. */
export function showMinor(minor: number): string {
  return `${Math.floor(minor / 1000)}.${minor % 1000}`
}
