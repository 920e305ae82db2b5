import type { FileState } from '../../remote/probes/files/stat-line.ts'

/** What the result of a write has of its warnings: nothing where there are none. */
export function warned(
  path: string,
  bytes: Buffer | undefined,
  state: FileState | null,
): { warnings?: string[] } {
  const warnings = warningsFor(path, bytes, state)
  return warnings.length > 0 ? { warnings } : {}
}

/** What is put in place as it was asked for, but may not be what was meant. */
export function warningsFor(path: string, bytes: Buffer | undefined, state: FileState | null): string[] {
  const all: string[] = []
  if (state?.kind === 'file' && state.links > 1) {
    const others = state.links - 1
    const names =
      others === 1
        ? 'another name (hard link), which leads'
        : `${others} other names (hard links), which lead`
    all.push(`${path} has ${names} to the old content from then on`)
  }
  const [first = ''] = bytes?.subarray(0, FIRST).toString('latin1').split('\n') ?? []
  if (!first.endsWith('\r')) return all
  if (first.startsWith('#!')) {
    all.push(
      `${path} is a script whose lines end in CR LF: hosts will look for a program named \`${shown(first)}\``,
    )
  } else if (/^(-----BEGIN |ssh-|ecdsa-|sk-)/.test(first)) {
    all.push(`${path} is a key whose lines end in CR LF: programs may not read it`)
  }
  return all
}

/** What is looked at of a file for its first line. */
const FIRST = 1024

function shown(line: string): string {
  return `${line.slice(2, -1).trim()}\\r`
}
