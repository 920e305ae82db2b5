import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sourceFiles } from '../kit/source-files.ts'
import type { Change } from './changes.ts'

/** A comment `safety: TITLE` in the sources: the statement below it holds the rule of that title. */
export interface Marker {
  readonly title: string
  readonly file: string
}

const MARKER = /^ *(?:\/\/|#) safety: (.*)$/

/** All markers below a folder that holds the sources, with paths from there. */
export function findMarkers(root: string): Marker[] {
  return sourceFiles(/\.(ts|sh)$/, root).flatMap(file =>
    titlesIn(readFileSync(join(root, file), 'utf8')).map(title => ({ title, file })),
  )
}

function titlesIn(text: string): string[] {
  return text
    .split('\n')
    .map(line => MARKER.exec(line)?.[1])
    .filter(title => title !== undefined)
}

/** A source text with the statement below a marker changed; undefined if it has no such marker, or the change does not apply. */
export function changeBelow(text: string, title: string, change: Change): string | undefined {
  const lines = text.split('\n')
  const marker = lines.findIndex(line => MARKER.exec(line)?.[1] === title)
  if (marker < 0) return undefined
  const { first, end } = statementBelow(lines, marker)
  const changed = change(lines.slice(first, end).join('\n'))
  return changed === undefined
    ? undefined
    : [...lines.slice(0, first), changed, ...lines.slice(end)].join('\n')
}

/**
 * The lines of the first statement below a line, after comments: by their indentation, as formatters and shfmt leave it. Lines of
 * template literals belong to the statement, however they are indented.
 */
function statementBelow(lines: readonly string[], above: number): { first: number; end: number } {
  let first = above + 1
  while (isComment(lines[first])) first += 1
  const margin = indentOf(lines[first])
  let end = first
  let isInTemplate = false
  do {
    if (hasOddTicks(lines[end])) isInTemplate = !isInTemplate
    end += 1
  } while (end < lines.length && (isInTemplate || continues(lines[end], margin)))
  return { first, end }
}

function isComment(line = ''): boolean {
  return /^ *(\/\/|\/\*\*|\*[ /]|# )/.test(line)
}

function indentOf(line = ''): number {
  return line.length - line.trimStart().length
}

function hasOddTicks(line = ''): boolean {
  return line.replaceAll(/\\./g, '').split('`').length % 2 === 0
}

function continues(line = '', margin: number): boolean {
  const indent = indentOf(line)
  if (line.trim() === '' || indent < margin) return false
  return indent > margin || /^[)\]}]|^(else|elif|fi|done|esac)\b/.test(line.trimStart())
}
