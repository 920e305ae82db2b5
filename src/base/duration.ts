const MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/**
 * A length of time in milliseconds, from numbers with units one behind the other: `1h30m`, `1.5h`, `2w`. A number without a
 * unit is seconds. Undefined for anything else. ssh's TIME FORMATS (sshd_config(5)) and Go's durations of whole units.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?[smhdw]?)+$/i.test(text)) return undefined
  const parts = [...text.toLowerCase().matchAll(/([\d.]+)([smhdw]?)/g)]
  return Math.round(
    parts.reduce((sum, [, number, unit]) => sum + Number(number) * (MILLISECONDS[unit || 's'] ?? 1000), 0),
  )
}

/** Milliseconds as a duration in hours, or in minutes if they are no whole number of hours. */
export function showDuration(length: number): string {
  const minutes = Math.round(length / 60_000)
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`
}
