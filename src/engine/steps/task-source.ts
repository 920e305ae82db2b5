import { readFileSync } from 'node:fs'
import type { Place } from '../../errors.ts'
import { isEncrypted } from '../../yaml/encrypted.ts'

/** The most lines of a task that are shown. */
const MOST = 6

/** The lines of a file by its path; of tasks that fail on many hosts each is read once. */
const files = new Map<string, readonly string[]>()

/**
 * The lines of YAML that a task stands in, without their common indentation and each with its number, such as `12 | - name: Start`; the
 * first few of a long one. Empty if the file cannot be read or is encrypted.
 */
export function taskSource({ file, line, column }: Place): readonly string[] {
  const lines = linesOf(file)
  const first = lines[line - 1]
  if (first === undefined || first.trim() === '') return []
  const after = lines.slice(line)
  const length = after.findIndex(each => each.trim() !== '' && indentOf(each) < column - 1)
  const own = [first, ...after.slice(0, length === -1 ? undefined : length)].join('\n').trimEnd().split('\n')
  const shown = own.slice(0, MOST)
  const width = String(line + shown.length - 1).length
  const numbered = shown.map(
    (each, index) => `${String(line + index).padStart(width)} | ${each.slice(indentOf(first))}`,
  )
  return own.length > shown.length ? [...numbered, `${' '.repeat(width)} | …`] : numbered
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

function linesOf(file: string): readonly string[] {
  const known = files.get(file)
  if (known) return known
  const lines = readLines(file)
  files.set(file, lines)
  return lines
}

function readLines(file: string): string[] {
  try {
    const bytes = readFileSync(file)
    return isEncrypted(bytes) ? [] : bytes.toString().split(/\r?\n/)
  } catch {
    return []
  }
}
