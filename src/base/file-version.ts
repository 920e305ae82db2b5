import type { BigIntStats } from 'node:fs'

/** A text that is another one whenever a file was written or replaced. */
export function fileVersion({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
