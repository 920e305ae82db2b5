import { readFileSync } from 'node:fs'
import type { Place } from '../errors.ts'

/**
 * Returns the place in a file of the character at `offset` of a YAML scalar's text, or the scalar's own place if that
 * cannot be determined. The scalar's place is its first character, from which its style is read in the file. The file
 * is read only for errors.
 */
export function placeWithin(place: Place, text: string, offset: number): Place {
  const lines = readLines(place.file)
  const first = lines?.[place.line - 1]
  if (!lines || first === undefined) return place
  const found = walk(lines, place, text, offset)
  const isRight =
    found && (offset >= text.length || lines[found.line - 1]?.[found.column - 1] === text[offset])
  return isRight ? { file: place.file, ...found } : place
}

/** Returns the place of the character at `offset` of a whole file's text. */
export function placeInFile(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n')
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** Returns the line of the text that contains the offset, with a caret below the character. */
export function excerpt(text: string, offset: number): string {
  const { line, column } = placeInFile('', text, offset)
  const whole = text.split('\n')[line - 1] ?? ''
  const start = Math.max(0, column - 60)
  return `\n  ${whole.slice(start, start + 100)}\n  ${' '.repeat(column - 1 - start)}^`
}

function readLines(file: string): string[] | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch {
    return undefined
  }
}

interface Spot {
  readonly line: number
  readonly column: number
}

function walk(lines: readonly string[], place: Place, text: string, offset: number): Spot | undefined {
  const opening = lines[place.line - 1]?.[place.column - 1]
  if (opening === '|' || opening === '>') return walkBlock(lines, place, text, offset)
  return walkFlow(lines, place, offset, opening === '"' || opening === "'" ? opening : undefined)
}

/**
 * Finds the offset in a block scalar: each line of the file is searched in the text in turn. `|` keeps line breaks,
 * and `>` only joins lines.
 */
function walkBlock(lines: readonly string[], place: Place, text: string, offset: number): Spot | undefined {
  const body = lines.slice(place.line)
  const indent = /^ */.exec(body.find(line => line.trim() !== '') ?? '')?.[0].length ?? 0
  let passed = 0
  for (const [index, line] of body.entries()) {
    const content = line.slice(indent)
    const at = text.indexOf(content, passed)
    if (at === -1) return undefined
    if (offset >= at && offset <= at + content.length && (content !== '' || text[offset] === '\n')) {
      return { line: place.line + 1 + index, column: indent + 1 + offset - at }
    }
    passed = at + content.length
  }
  return undefined
}

/**
 * Finds the offset in a plain or quoted scalar by counting the characters of the value; an escape or a line fold
 * counts as one.
 */
function walkFlow(
  lines: readonly string[],
  place: Place,
  offset: number,
  quote: '"' | "'" | undefined,
): Spot | undefined {
  let { line } = place
  let at = place.column - 1 + (quote ? 1 : 0)
  for (let count = 0; count < offset; count += 1) {
    const source = lines[line - 1]
    if (source === undefined) return undefined
    if (at >= source.length) {
      line += 1
      at = /^\s*/.exec(lines[line - 1] ?? '')?.[0].length ?? 0
    } else if (quote === "'" && source.startsWith("''", at)) at += 2
    else if (quote === '"' && source[at] === '\\') at += escapeLength(source[at + 1])
    else at += 1
  }
  return { line, column: at + 1 }
}

function escapeLength(letter: string | undefined): number {
  return { x: 4, u: 6, U: 10 }[letter ?? ''] ?? 2
}
