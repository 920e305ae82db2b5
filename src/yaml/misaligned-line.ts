/** A line whose indentation is between two levels. */
export interface Misaligned {
  /** The key on an earlier line of the map that the line probably belongs to. */
  readonly key: string
  /** The columns, from 1, at which that key begins (`keyColumn`) and at which the line begins (`column`). */
  readonly keyColumn: number
  readonly column: number
}

/**
 * Explains why a key on a line (counted from 1) belongs to no map: it is indented less than the map of the lines
 * before it. Returns undefined if these lines do not show that.
 */
export function misalignedLine(text: string, line: number): Misaligned | undefined {
  const lines = text.split(/\r?\n/)
  const indent = indentOf(lines[line - 1] ?? '')
  const column = indent + 1
  const earlier = lines.slice(0, line - 1).filter(each => /^\s*[^\s#]/.test(each))
  const parentAt = earlier.findLastIndex(each => indentOf(each) < indent)
  const parent = keyOf(earlier[parentAt] ?? '')
  const child = keyOf(earlier[parentAt + 1] ?? '')
  // The line was probably meant to begin in the column of one of these keys.
  const aligned = [parent, child].find(each => each !== undefined && each.keyColumn > column)
  return aligned && { ...aligned, column }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** Returns the key of a line, after the dashes of list items; undefined if it has none. */
function keyOf(line: string): Pick<Misaligned, 'key' | 'keyColumn'> | undefined {
  const [, before = '', key] = /^(\s*(?:-\s+)*)([^\s:#"'[{][^:]*):(?:\s|$)/.exec(line) ?? []
  return key === undefined ? undefined : { key, keyColumn: before.length + 1 }
}
