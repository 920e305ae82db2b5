/**
 * Returns the minimum number of seconds by which a host's clock is ahead of the controller's, negative if it is
 * behind. `seconds` is the host's clock in whole seconds since 1970; it was read between `from` and `to`, the
 * controller's clock in milliseconds.
 */
export function clockOffset(seconds: number, from: number, to: number): number {
  if (seconds * 1000 > to) return seconds - to / 1000
  if ((seconds + 1) * 1000 < from) return seconds + 1 - from / 1000
  return 0
}

/** Describes a clock difference in seconds, such as `10 min behind the clock of the controller`. */
export function clockText(offset: number): string {
  const seconds = Math.round(Math.abs(offset))
  return `${amountOf(seconds)} ${offset < 0 ? 'behind' : 'ahead of'} the clock of the controller`
}

function amountOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`
}
