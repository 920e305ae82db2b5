import { ShellText, sh } from '../../../shell/quote.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm } from '../../subject.ts'

export { DIGEST_ALGORITHMS, type DigestAlgorithm }

/** Reads NUL-ended records one by one. */
export interface Cursor {
  readonly next: () => string
  /** Returns the position after the last record. */
  readonly at: () => number
}

/** Returns a reader for the NUL-ended records that a script printed. `next` throws if no record is left. */
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

/**
 * Returns shell code that stores digests in `sums`, one line per file, from the first tool that works; empty if none
 * does.
 */
function digestOf(algorithm: DigestAlgorithm, operands: string): string {
  const tools = toolsFor(algorithm).map(tool => `sums=$(${tool} ${operands} 2>/dev/null)`)
  return `${tools.join(' || ')} || sums=`
}

/**
 * Returns shell code that replaces the shell by the first available digest tool, with the positional parameters as
 * its files. If `$large` is set, openssl is preferred: it uses the SHA instructions of the processor, which
 * `sha256sum` does only in some distributions, but takes longer to start.
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

/** Returns the commands that print digests and names, one line per file, the most common first. */
function toolsFor(algorithm: DigestAlgorithm): string[] {
  const bits: string = { md5: '', sha1: '1' }[algorithm as string] ?? algorithm.slice(3)
  return [
    `${algorithm}sum`,
    ...(bits === '' ? ['md5 -r'] : [`shasum -a ${bits}`, `${algorithm} -r`]),
    `openssl dgst -${algorithm} -r`,
  ]
}

/** Reads `count` digests in hex; returns none if the host has no digest tool. */
export function readDigests(cursor: Cursor, count: number): string[] {
  const digests = cursor
    .next()
    .split('\n')
    .flatMap(line => /^\\?([0-9a-f]{32,128})(?=[ *]|$)/i.exec(line)?.[1]?.toLowerCase() ?? [])
  if (digests.length > 0 && digests.length !== count)
    throw new Error(`expected ${count} digests, got ${digests.length}`)
  return digests
}

/**
 * Returns shell code that stores a digest, and what the tool prints after it, in `sums`. `operands` is shell code.
 */
export function shellDigest(algorithm: DigestAlgorithm, operands: string): ShellText {
  return new ShellText(digestOf(algorithm, operands))
}
