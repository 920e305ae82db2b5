const MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/**
 * Returns a duration in milliseconds, from one or more numbers with units: `1h30m`, `1.5h`, `2w`. A number without a
 * unit means seconds. Undefined for anything else. The format covers ssh's TIME FORMATS (sshd_config(5)) and Go's
 * durations in these units.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?[smhdw]?)+$/i.test(text)) return undefined
  const parts = [...text.toLowerCase().matchAll(/([\d.]+)([smhdw]?)/g)]
  return Math.round(
    parts.reduce((sum, [, number, unit]) => sum + Number(number) * (MILLISECONDS[unit || 's'] ?? 1000), 0),
  )
}

/** Returns a duration in milliseconds as hours, or as minutes if it is not a whole number of hours. */
export function showDuration(length: number): string {
  const minutes = Math.round(length / 60_000)
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`
}
