import type { Place, Source } from '../errors.ts'

/**
 * Follows keys and indexes into a value. Returns the part that they lead to or, if they lead into a value that is
 * not written out, the deepest written part on the way. `place` is that of the key if the last step leads into a
 * map.
 */
export function partOf(
  whole: Source,
  path: readonly string[],
): { readonly source: Source; readonly place: Place; readonly isWhole: boolean } {
  let found = { source: whole, place: whole.place }
  for (const key of path) {
    const { source } = found
    const entry = source.kind === 'map' ? source.entries.get(key) : undefined
    const item = source.kind === 'list' && !source.make ? source.items[Number(key)] : undefined
    if (entry) found = { source: entry.value, place: entry.keyPlace }
    else if (item) found = { source: item, place: item.place }
    else return { ...found, isWhole: false }
  }
  return { ...found, isWhole: true }
}
