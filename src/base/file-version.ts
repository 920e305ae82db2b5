import type { BigIntStats } from 'node:fs'

/** Returns a string that changes whenever the file is written or replaced. */
export function fileVersion({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
