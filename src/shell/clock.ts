/**
 * By how many seconds, at least, a host's clock is ahead of ours, or behind where that is negative. It was read between two
 * moments of ours, in milliseconds; it tells whole seconds since 1970.
 */
export function clockOff(seconds: number, from: number, to: number): number {
  if (seconds * 1000 > to) return seconds - to / 1000
  if ((seconds + 1) * 1000 < from) return seconds + 1 - from / 1000
  return 0
}

/** The same in words: `10 min behind`. */
export function clockText(off: number): string {
  const seconds = Math.round(Math.abs(off))
  const [amount, unit] =
    seconds < 120
      ? [seconds, 's']
      : seconds < 7200
        ? [seconds / 60, 'min']
        : seconds < 172_800
          ? [seconds / 3600, 'h']
          : [seconds / 86_400, 'days']
  return `${Math.round(amount)} ${unit} ${off < 0 ? 'behind' : 'ahead of'} the clock of the controller`
}
