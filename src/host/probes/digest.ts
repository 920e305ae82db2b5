import { ShellText } from '../shell.ts'

/** Digests that hosts have tools for. */
export const DIGEST_ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number]

/** Reads NUL-ended records one by one. */
export interface Cursor {
  readonly next: () => string
  readonly isAtEnd: () => boolean
}

/** Walks over what a script printed as NUL-ended records. */
export function cursorOf(bytes: Buffer): Cursor {
  let at = 0
  return {
    next: () => {
      const end = bytes.indexOf(0, at)
      if (end === -1) throw new Error(`the answer ends early, after \`${bytes.toString('utf8', at)}\``)
      const record = bytes.toString('utf8', at, end)
      at = end + 1
      return record
    },
    isAtEnd: () => at >= bytes.length,
  }
}

/** Shell that prints, for those of the positional parameters that are readable files, their numbers and digests. */
export function digestScript(algorithm: DigestAlgorithm): ShellText {
  return new ShellText(`n=$# i=0 which=
for f do
  i=$((i+1))
  if [ -f "$f" ] && [ -r "$f" ]; then which="$which $i"; set -- "$@" "$f"; fi
done
shift "$n"
sums=
if [ $# -gt 0 ]; then ${digestOf(algorithm, '"$@"')}; fi
printf '%s\\000%s\\000' "$which" "$sums"`)
}

/** Shell that sets `sums` by the first tool that works, one line a file; empty where none does. */
export function digestOf(algorithm: DigestAlgorithm, operands: string): string {
  const bits: string = { md5: '', sha1: '1' }[algorithm as string] ?? algorithm.slice(3)
  const tools = [
    `${algorithm}sum ${operands}`,
    ...(bits === ''
      ? [`md5 -r ${operands}`]
      : [`shasum -a ${bits} ${operands}`, `${algorithm} -r ${operands}`]),
    `openssl dgst -${algorithm} -r ${operands}`,
  ]
  return `${tools.map(tool => `sums=$(${tool} 2>/dev/null)`).join(' || ')} || sums=`
}

/** File number, counted from 1, to hex digest; empty where the host had no tool. */
export function readDigests(cursor: Cursor): ReadonlyMap<number, string> {
  const which = cursor
    .next()
    .split(' ')
    .filter(word => word !== '')
  const sums = cursor
    .next()
    .split('\n')
    .flatMap(line => /^\\?([0-9a-f]{32,128})(?=[ *]|$)/i.exec(line)?.[1] ?? [])
  if (sums.length === 0) return new Map()
  if (sums.length !== which.length) {
    throw new Error(`expected ${which.length} digests, got ${sums.length}`)
  }
  return new Map(which.map((number, nth) => [Number(number), (sums[nth] ?? '').toLowerCase()]))
}

/** Shell that sets `sums` to a digest and what follows it; `operands` are shell text. */
export function shellDigest(algorithm: DigestAlgorithm, operands: string): ShellText {
  return new ShellText(digestOf(algorithm, operands))
}
