import { z } from 'zod'

const FACTORS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 }

/** A length of time as Go and cfssl write it: `8760h`, `1h30m`. */
export function duration() {
  return z
    .string()
    .regex(/^(\d+(\.\d+)?[hms])+$/, 'expected a duration in hours, minutes or seconds, such as `8760h`')
}

/** A duration in milliseconds. */
export function milliseconds(text: string): number {
  let total = 0
  for (const [, count, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)) {
    total += Number(count) * (FACTORS[unit] ?? 0)
  }
  return Math.round(total)
}

/** Milliseconds as a duration in hours, or in minutes if they are not a whole number of hours. */
export function showDuration(length: number): string {
  const minutes = Math.round(length / 60_000)
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`
}
