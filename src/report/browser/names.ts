/** Shortens a list of host names: `web[1:97]`, `a b c and 94 more`. */
export { shortenHosts } from '../hosts.ts'

/** Returns a duration for people: `0.12 s`, `3.4 s`, `2 min 5 s`. */
export function showDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 1) return `${seconds.toFixed(2)} s`
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** Returns a number with a noun: `1 host`, `300 hosts`. */
export function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`
}
