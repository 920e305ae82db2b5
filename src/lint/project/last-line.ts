import type { Source } from '../../errors.ts'

/** Returns the last line on which a part of a value begins. */
export function lastLineOf(source: Source): number {
  const { line } = source.place
  if (source.kind === 'list') return Math.max(line, ...source.items.map(lastLineOf))
  if (source.kind === 'scalar') return line
  const parts = [...source.entries.values()].map(({ keyPlace, value }) =>
    Math.max(keyPlace.line, lastLineOf(value)),
  )
  return Math.max(line, ...parts)
}
