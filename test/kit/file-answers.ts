import { createHash } from 'node:crypto'

// The output of stat and cat of coreutils 9.1 for several files of root at once.

const STAT = '1795947259:1795947259:1795947259:4333631:65024:1:root:root'

/** Returns the states of several paths, in order. */
export function statesOf(...kinds: readonly ('file' | 'directory' | 'none')[]): string {
  const sizes = kinds.map(kind => (kind === 'none' ? null : 8))
  return headOf(sizes, nth => (kinds[nth] === 'directory' ? '41ed' : '81a4'))
}

/** Returns the contents of several files, in order; null for a file that does not exist. */
export function contentsOf(...all: readonly (string | Buffer | null)[]): { readonly stdout: Buffer } {
  const bytes = all.map(each => (each === null ? null : Buffer.from(each)))
  const head = headOf(
    bytes.map(each => each?.length ?? null),
    () => '81a4',
  )
  return { stdout: Buffer.concat([Buffer.from(head), ...bytes.filter(each => each !== null)]) }
}

/** Returns the state of one file with its SHA-256. */
export function digestedOf(bytes: string | Buffer): string {
  const digest = createHash('sha256').update(bytes).digest('hex')
  return `${headOf([bytes.length], () => '81a4')}${digest}  x\u0000`
}

function headOf(sizes: readonly (number | null)[], modeOf: (nth: number) => string): string {
  const there = [...sizes.keys()].filter(nth => sizes[nth] !== null)
  const names = there.map(nth => ` ${nth + 1}:rw`).join('')
  const lines = there.map(nth => `${modeOf(nth)}:0:0:${sizes[nth]}:${STAT}`)
  return `${names}\u0000${lines.length === 0 ? '' : `${lines.join('\n')}\u0000`}`
}
