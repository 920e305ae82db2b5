/** A line that begins between two levels of indentation. */
export interface Misaligned {
  /** The key on an earlier line of the map that the line probably belongs to. */
  readonly key: string
  /** Where that key begins, and where the line begins, both from 1. */
  readonly keyColumn: number
  readonly column: number
}

/**
 * Why a key on a line (counted from 1) belongs to no map: it is indented less than the map of the lines before it. Undefined if the lines
 * before it do not show that.
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

/** The key of a line, behind the dashes of list items. */
function keyOf(line: string): Pick<Misaligned, 'key' | 'keyColumn'> | undefined {
  const [, before = '', key] = /^(\s*(?:-\s+)*)([^\s:#"'[{][^:]*):(?:\s|$)/.exec(line) ?? []
  return key === undefined ? undefined : { key, keyColumn: before.length + 1 }
}
