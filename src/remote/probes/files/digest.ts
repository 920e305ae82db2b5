import { ShellText, sh } from '../../../shell/quote.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm } from '../../subject.ts'

export { DIGEST_ALGORITHMS, type DigestAlgorithm }

/** Reads NUL-ended records one by one. */
export interface Cursor {
  readonly next: () => string
  /** The position after the last record. */
  readonly at: () => number
}

/** Walks over what a script printed as NUL-ended records. */
export function cursorOf(bytes: Buffer): Cursor {
  let at = 0
  return {
    next: () => {
      const end = bytes.indexOf(0, at)
      if (end === -1) throw new Error(`the output ends early, after \`${bytes.toString('utf8', at)}\``)
      const record = bytes.toString('utf8', at, end)
      at = end + 1
      return record
    },
    at: () => at,
  }
}

/** Shell that sets `sums` by the first tool that works, one line a file; empty if none does. */
function digestOf(algorithm: DigestAlgorithm, operands: string): string {
  const tools = toolsFor(algorithm).map(tool => `sums=$(${tool} ${operands} 2>/dev/null)`)
  return `${tools.join(' || ')} || sums=`
}

/**
 * Shell that selects the first available tool, with the positional parameters as its operands. If `$large` is set, openssl is
 * preferred: it uses what the processor has for SHA, which `sha256sum` does only in some distributions, but takes longer to start.
 */
export function becomeDigest(algorithm: DigestAlgorithm): ShellText {
  const usual = firstTool(algorithm)
  if (!algorithm.startsWith('sha')) return usual
  return sh`if [ "$large" ] && all=$(openssl dgst ${`-${algorithm}`} -r "$@" 2>/dev/null); then printf '%s\\n' "$all"; exit; fi
${usual}`
}

function firstTool(algorithm: DigestAlgorithm): ShellText {
  return sh`for t in ${toolsFor(algorithm)}; do command -v "\${t%% *}" >/dev/null 2>&1 && exec $t "$@" 2>/dev/null; done; exit 1`
}

/** What prints digests and names, a line a file, in the order in which hosts are likely to have it. */
function toolsFor(algorithm: DigestAlgorithm): string[] {
  const bits: string = { md5: '', sha1: '1' }[algorithm as string] ?? algorithm.slice(3)
  return [
    `${algorithm}sum`,
    ...(bits === '' ? ['md5 -r'] : [`shasum -a ${bits}`, `${algorithm} -r`]),
    `openssl dgst -${algorithm} -r`,
  ]
}

/** Reads that many digests of files, in hex; none if the host had no tool. */
export function readDigests(cursor: Cursor, count: number): string[] {
  const digests = cursor
    .next()
    .split('\n')
    .flatMap(line => /^\\?([0-9a-f]{32,128})(?=[ *]|$)/i.exec(line)?.[1]?.toLowerCase() ?? [])
  if (digests.length > 0 && digests.length !== count)
    throw new Error(`expected ${count} digests, got ${digests.length}`)
  return digests
}

/** Shell that sets `sums` to a digest and what follows it; `operands` are shell text. */
export function shellDigest(algorithm: DigestAlgorithm, operands: string): ShellText {
  return new ShellText(digestOf(algorithm, operands))
}
