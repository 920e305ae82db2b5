import type { Source } from '../../errors.ts'
import type { LintFile } from './lint-file.ts'

/** Returns a function that checks whether a YAML alias repeats a value elsewhere in its file, in whole or in part. */
export function repeatedValues(files: readonly LintFile[]): (value: Source) => boolean {
  const seen = new Set<Source>()
  const repeated = new Set<Source>()
  const visit = (source: Source): void => {
    if (seen.has(source)) {
      repeated.add(source)
      return
    }
    seen.add(source)
    for (const part of partsOf(source)) visit(part)
  }
  for (const { source } of files) visit(source)
  return value => repeated.has(value) || partsOf(value).some(part => repeated.has(part))
}

function partsOf(source: Source): readonly Source[] {
  if (source.kind === 'list') return source.items
  return source.kind === 'map' ? [...source.entries.values()].map(({ value }) => value) : []
}
