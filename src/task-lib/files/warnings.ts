import type { FileState } from '../../remote/probes/files/stat-line.ts'

/** Returns the warnings about a written file as outputs; empty if there are none. */
export function warned(
  path: string,
  bytes: Buffer | undefined,
  state: FileState | null,
): { warnings?: string[] } {
  const warnings = warningsFor(path, bytes, state)
  return warnings.length > 0 ? { warnings } : {}
}

/**
 * Returns warnings about a file that is written as requested, but perhaps not as intended: it has other hard links,
 * or is a script or key with CR LF line ends.
 */
export function warningsFor(path: string, bytes: Buffer | undefined, state: FileState | null): string[] {
  const all: string[] = []
  if (state?.kind === 'file' && state.links > 1) {
    const others = state.links - 1
    const names =
      others === 1
        ? 'another name (hard link), which leads'
        : `${others} other names (hard links), which lead`
    all.push(`${path} will have ${names} to the old content`)
  }
  const [first = ''] = bytes?.subarray(0, FIRST).toString('latin1').split('\n') ?? []
  if (!first.endsWith('\r')) return all
  if (first.startsWith('#!')) {
    all.push(
      `${path} is a script with CR LF line ends: hosts will look for a program named \`${shown(first)}\``,
    )
  } else if (/^(-----BEGIN |ssh-|ecdsa-|sk-)/.test(first)) {
    all.push(`${path} is a key with CR LF line ends: programs may not be able to read it`)
  }
  return all
}

/** Number of bytes in which the first line is searched. */
const FIRST = 1024

function shown(line: string): string {
  return `${line.slice(2, -1).trim()}\\r`
}
