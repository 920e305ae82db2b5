/** A size in the form of lvcreate(8) and lvresize(8): absolute or relative, in bytes or in percent. */
export type VolumeSize =
  | { readonly sign: '' | '+' | '-'; readonly bytes: number }
  | { readonly sign: '' | '+' | '-'; readonly percent: number; readonly of: 'VG' | 'PVS' | 'FREE' }

const UNITS = 'bskmgtpe'

/**
 * Parses a size: a number of megabytes, a number with a unit, or a percentage such as `50%VG`; undefined if it is not a
 * size.
 */
export function readVolumeSize(text: string): VolumeSize | undefined {
  const [, sign = '', number = '', unit = '', whole] =
    /^([+-]?)(\d+(?:\.\d+)?)(?:([bskmgtpe])?|%(VG|PVS|FREE))$/i.exec(text) ?? []
  if (number === '') return undefined
  const isSign = sign === '+' || sign === '-' ? sign : ''
  if (whole !== undefined) {
    const percent = Number(number)
    const of = whole.toUpperCase() as 'VG' | 'PVS' | 'FREE'
    return Number.isInteger(percent) && percent > 0 && percent <= 100
      ? { sign: isSign, percent, of }
      : undefined
  }
  const at = UNITS.indexOf(unit.toLowerCase() || 'm')
  // A sector has 512 bytes; the units after it are powers of 1024.
  const factor = at < 2 ? [1, 512][at] : 1024 ** (at - 1)
  return { sign: isSign, bytes: Number(number) * (factor ?? 1) }
}

/** The sizes of a volume group in bytes. */
interface Group {
  readonly size: number
  readonly free: number
  readonly extent: number
}

/**
 * Returns the desired size of a volume in bytes, in whole extents; undefined if it should not change. As in LVM, sizes
 * are rounded up and percentages down. A percentage of the free space (`%FREE`) applies to new volumes, and to existing
 * ones only with a sign.
 */
export function wantedBytes(size: VolumeSize, group: Group, now: number): number | undefined {
  const { extent } = group
  if ('bytes' in size) {
    const bytes = Math.ceil(size.bytes / extent) * extent
    if (size.sign === '') return bytes
    return size.sign === '+' ? now + bytes : now - bytes
  }
  if (size.of === 'FREE' && size.sign === '') return undefined
  const whole = size.of === 'FREE' ? group.free : group.size
  const share = Math.floor((whole * size.percent) / 100 / extent) * extent
  if (size.sign === '') return share
  return size.sign === '+' ? now + share : now - share
}
