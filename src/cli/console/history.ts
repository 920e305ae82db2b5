import { appendFileSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { replaceFile } from '../../base/atomic-write.ts'
import { userFolder } from '../../base/xdg.ts'
import { makeFolder } from '../../journal/folder.ts'
import { mentionsSecret } from '../../report/task-source.ts'

/** The lines that were typed in this console and in earlier ones, stored in the user's state folder. */
export interface History {
  /** The lines, oldest first. */
  readonly lines: readonly string[]
  /** Stores a line, unless it begins with a space, may contain a secret, or is the same as the last one. */
  readonly add: (line: string) => void
}

/** The most lines that are stored. */
const MAX_ENTRIES = 1000

/** Returns the file of the history; undefined if there is no home directory. */
export function historyFile(): string | undefined {
  const folder = userFolder('state')
  return folder === undefined ? undefined : join(folder, 'drover', 'console-history')
}

/**
 * Opens a history in a file that only its owner can read. If there is no file, or it cannot be used, the history
 * lasts as long as the process. `mask` masks known secrets: a line that contains one is not stored.
 */
export function openHistory(file: string | undefined, mask: (text: string) => string): History {
  const lines = readLines(file)
  if (file !== undefined && lines.length > MAX_ENTRIES) {
    lines.splice(0, lines.length - MAX_ENTRIES)
    attempt(() => replaceFile(file, Buffer.from(lines.map(line => `${line}\n`).join('')), true))
  }
  return {
    lines,
    add: line => {
      const text = line.trim()
      const isPrivate = /^\s/.test(line) || mentionsSecret(text) || mask(text) !== text
      // safety: a line of the console with a secret is not stored
      if (text === '' || isPrivate || lines.at(-1) === text) return
      lines.push(text)
      if (file === undefined) return
      attempt(() => {
        makeFolder(dirname(file))
        appendFileSync(file, `${text}\n`, { mode: 0o600 })
      })
    },
  }
}

function readLines(file: string | undefined): string[] {
  if (file === undefined) return []
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => line !== '')
  } catch {
    return []
  }
}

/** Writes the history; ignores errors, since they are no reason to refuse work on hosts. */
function attempt(write: () => void): void {
  try {
    write()
  } catch {
    // The line is still in memory.
  }
}
