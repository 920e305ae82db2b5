import type { FileEntry } from './file-entry.ts'

/** Where commands are found. */
const BIN = /^\/(usr\/|usr\/local\/)?s?bin\//

/** The name of the command that a file in a directory of commands is; undefined for any other file. */
export function programIn(path: string): string | undefined {
  return BIN.test(path) ? path.replace(BIN, '') : undefined
}

/** Whether a file would be one that can be run. */
export function isProgram({ kind, mode }: FileEntry): boolean {
  return kind !== 'absent' && (kind === 'link' || (typeof mode === 'string' && /[1357]/.test(mode.slice(1))))
}
