import type { FileEntry } from './file-entry.ts'

/** The directories in which a shell finds commands. */
const BIN = /^\/(usr\/|usr\/local\/)?s?bin\//

/** Returns the command's name for a file in a directory of commands; undefined for any other file. */
export function programIn(path: string): string | undefined {
  return BIN.test(path) ? path.replace(BIN, '') : undefined
}

/** Whether a predicted file would be executable. */
export function isProgram({ kind, mode }: FileEntry): boolean {
  return kind !== 'absent' && (kind === 'link' || (typeof mode === 'string' && /[1357]/.test(mode.slice(1))))
}
