import { readFileSync } from 'node:fs'
import { shorten } from '../base/shorten.ts'
import { readPlace } from './place.ts'

/** The lines of a task in its file. */
export interface TaskSource {
  /** The number of the first line. */
  readonly line: number
  readonly lines: readonly string[]
}

/** The most lines of a task that are quoted, and the most characters of a line. */
const MAX_LINES = 20
const MAX_WIDTH = 200

/**
 * Reads the lines of the task at a place such as `site.yml:12:5`, without values that may be secret. Returns
 * undefined if the place is not in a readable text file, such as the command line.
 */
export function taskSource(task: string): TaskSource | undefined {
  const place = readPlace(task)
  const text = place && readIfAny(place.file)
  if (place === undefined || text === undefined || isNoText(text)) return undefined
  const { line, column } = place
  const lines = blockAt(text.split('\n').slice(line - 1, line + MAX_LINES), column - 1)
  if (lines.length === 0) return undefined
  const shown = lines.slice(0, MAX_LINES).map(each => shorten(hideSecrets(each), MAX_WIDTH))
  return { line, lines: lines.length > MAX_LINES ? [...shown, '…'] : shown }
}

/** Hides the value of a tag `!secret` in a line: a secret that has not been read yet is not masked otherwise. */
export function hideSecretTags(line: string): string {
  return line.replace(/(!secret\s+)(?![{|>\s]).*/, '$1***')
}

/**
 * Also hides values of keys that sound like passwords. Drover does not treat a password in a playbook as secret, but
 * a report may be given to others.
 */
function hideSecrets(line: string): string {
  return hideSecretTags(line).replace(SECRET_VALUE, '$1***')
}

/** Returns whether a line seems to contain a password or another secret. */
export function mentionsSecret(line: string): boolean {
  return hideSecrets(line) !== line
}

const SECRET_VALUE =
  /([\w-]*(?:passw(?:or)?d|passphrase|secret|token|private_?key|api_?key)[\w-]*['"]?\s*[:=]\s*)(?!.*(?:\{\{|!secret|!vault))[^\s].*/i

/** Returns the first line, and the following ones that are indented at least as much as the keywords of the task. */
function blockAt([first, ...others]: readonly string[], indentation: number): string[] {
  if (first === undefined || first.trim() === '') return []
  const end = others.findIndex(line => line.trim() !== '' && line.search(/\S/) < indentation)
  const lines = [first, ...(end === -1 ? others : others.slice(0, end))].map(line => line.trimEnd())
  return lines.slice(0, lines.findLastIndex(line => line !== '') + 1)
}

/**
 * Returns whether the content of a file is not text: it contains control characters, or replacement characters for
 * invalid bytes.
 */
export function isNoText(text: string): boolean {
  return /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]/.test(text)
}

function readIfAny(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
