import { posix } from 'node:path'
import { escapeOctal } from '../../base/octal-escapes.ts'
import type { Host } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

const PAGE = 4096

/** The minimum size of a swap file in bytes: mkswap requires ten pages. */
export const LEAST_SWAP = 10 * PAGE

/** Rounds a size in bytes down to whole pages, because the kernel uses only whole ones. */
export function swapSize(bytes: number): number {
  return Math.floor(bytes / PAGE) * PAGE
}

/** Returns the resource name of a swap file's use. */
export function swapResource(path: string): string {
  return `swap:${path}`
}

/** Returns a probe for whether the kernel swaps to a file. Source of the format: proc(5), with `\\040` for a space. */
export function isSwapInUse(path: string): Probe<boolean> {
  const escaped = escapeOctal(path)
  return probe({
    title: `whether ${path} is in use`,
    script: sh`while read -r name rest; do [ "$name" != ${escaped} ] || echo yes; done </proc/swaps`,
    parse: ({ stdout }) => stdout.toString().trim() === 'yes',
    own: { resource: swapResource(path), after: ({ after }) => after?.active === true },
  })
}

/**
 * Creates a swap file; `size` is in bytes, in whole pages. It is written next to its path and renamed, so that only a
 * complete file has this path.
 */
export async function makeSwapFile(host: Host, path: string, size: number): Promise<void> {
  const blocks = size / PAGE
  const newFile = posix.join(posix.dirname(path), `.${posix.basename(path)}.new`)
  // Written in full: the kernel refuses files with holes. On btrfs, a swap file must not be copied on write.
  await host.run(
    sh`export LC_ALL=C
umask 077
rm -f -- ${newFile} && : >${newFile} || exit
chattr +C -- ${newFile} 2>/dev/null
{ dd if=/dev/zero of=${newFile} bs=${PAGE} count=${blocks} 2>/dev/null && mkswap -- ${newFile} >/dev/null && mv -f -- ${newFile} ${path}; } || {
  rm -f -- ${newFile}
  echo ${`could not write ${path}: is there enough space?`} >&2
  exit 1
}`,
    { title: `make the swap file ${path}` },
  )
}
