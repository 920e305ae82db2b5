import { compileRegex, isMultiline } from '../../base/python-regex.ts'
import { withinTime } from '../../base/time-limit.ts'

/** The edit that a `blockinfile` task requests. */
export interface BlockEdit {
  /** The lines between the markers; if empty, the block and its markers are removed. */
  readonly block: string
  /** The marker lines, without line ends. */
  readonly begin: string
  readonly end: string
  readonly insertafter?: string | undefined
  readonly insertbefore?: string | undefined
  /** Whether an empty line is wanted before and after the block. */
  readonly isPadded: { readonly before: boolean; readonly after: boolean }
  /** True for `state: absent`: then no empty lines are added around the position of the block. */
  readonly isRemoval: boolean
}

/**
 * Inserts or replaces a block with its markers, or removes both. The position follows Ansible's rules. Throws
 * InputError if a pattern takes too long.
 */
export function editBlock(text: string, edit: BlockEdit): string {
  return withinTime('the edit of a block', () => withBlock(text, edit))
}

function withBlock(text: string, edit: BlockEdit): string {
  const lines = text.match(LINES) ?? []
  const at = removeBlock(lines, edit) ?? insertionPoint(text, lines, edit)
  const last = lines[at - 1]
  // Without a line feed at its end, the last line would be joined with the next one.
  if (last !== undefined && !last.endsWith('\n')) lines[at - 1] = `${last}\n`
  const block = edit.block === '' ? [] : [`${edit.begin}\n`, ended(edit.block), `${edit.end}\n`]
  const [before, after] = [lines.slice(0, at), lines.slice(at)]
  const { isPadded, isRemoval } = edit
  if (!isRemoval && isPadded.before && before.length > 0 && before.at(-1) !== '\n') before.push('\n')
  if (!isRemoval && isPadded.after && after.length > 0 && after[0] !== '\n') after.unshift('\n')
  return [...before, ...block, ...after].join('')
}

/** Matches lines with their line ends, as Python splits bytes. */
const LINES = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g

/** Removes the last block from `lines` and returns its former index; undefined if there is none. */
function removeBlock(lines: string[], { begin, end }: BlockEdit): number | undefined {
  const isMarker = (marker: string) => (line: string) => line.replace(/[\r\n]+$/, '') === marker
  const [first, last] = [lines.findLastIndex(isMarker(begin)), lines.findLastIndex(isMarker(end))]
  if (first === -1 || last === -1) return undefined
  const at = Math.min(first, last)
  lines.splice(at, Math.abs(last - first) + 1)
  return at
}

/** Returns the index of the line before which a new block is inserted. */
function insertionPoint(text: string, lines: readonly string[], edit: BlockEdit): number {
  const { insertafter, insertbefore } = edit
  if (insertbefore === 'BOF') return 0
  const pattern = insertafter === 'EOF' ? undefined : (insertafter ?? insertbefore)
  if (pattern === undefined) return lines.length
  const regex = compileRegex(pattern)
  const isAfter = insertafter !== undefined
  const at = isMultiline(pattern)
    ? lineOfMatch(regex.exec(text), isAfter)
    : lines.findLastIndex(line => regex.test(line))
  if (at === -1) return lines.length
  return Math.min(at + (isAfter ? 1 : 0), lines.length)
}

/** Returns the index of the line in which a match ends (`isAtEnd`) or starts; -1 if there is no match. */
function lineOfMatch(match: RegExpExecArray | null, isAtEnd: boolean): number {
  if (match === null) return -1
  const end = match.index + (isAtEnd ? match[0].length : 0)
  return match.input.slice(0, end).split('\n').length - 1
}

function ended(block: string): string {
  return block.endsWith('\n') ? block : `${block}\n`
}
