const UNITS = ['', 'K', 'M', 'G', 'T'] as const

/**
 * Returns the number of bytes in a string such as `10G` or `1.5 MB`, with steps of 1024; undefined if it is not a
 * size.
 */
export function parseSize(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim()) ?? []
  if (number === undefined) return undefined
  const bytes = Number(number) * 1024 ** UNITS.indexOf(unit.toUpperCase() as (typeof UNITS)[number])
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : undefined
}

/** Returns a number of bytes in a form for people: `10 GB`, `1.5 MB`. */
export function showSize(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)))
  const number = bytes / 1024 ** step
  return `${Number.isInteger(number) ? number : number.toFixed(1)} ${UNITS[step]}B`
}
