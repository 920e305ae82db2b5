const UNITS = ['', 'K', 'M', 'G', 'T'] as const

/** A number of bytes as people write it, `10G` or `1.5 MB`, each step 1024; undefined if it is none. */
export function parseSize(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim()) ?? []
  if (number === undefined) return undefined
  const bytes = Number(number) * 1024 ** UNITS.indexOf(unit.toUpperCase() as (typeof UNITS)[number])
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : undefined
}

/** A number of bytes for a person: `10 GB`, `1.5 MB`. */
export function showSize(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)))
  const number = bytes / 1024 ** step
  return `${Number.isInteger(number) ? number : number.toFixed(1)} ${UNITS[step]}B`
}
