import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { InputError, type Source } from '../errors.ts'
import type { Reading } from './reading.ts'
import { describe, isNothing, isTemplated } from './shape.ts'

/** The file of an import, absolute. Throws InputError when it is not there, or already being imported. */
export function importedFile(source: Source, reading: Reading): string {
  const { place } = source
  if (source.kind !== 'scalar' || isNothing(source)) {
    throw new InputError(`an import names a file, got ${describe(source)}`, { place })
  }
  if (isTemplated(source)) {
    throw new InputError('an import is read before any variable has a value, so it cannot hold `{{`', {
      place,
      hint: '`include_tasks` is read when a host gets there',
    })
  }
  const path = resolve(dirname(place.file), String(source.value))
  if (!existsSync(path) || statSync(path).isDirectory()) {
    throw new InputError(`there is no file \`${String(source.value)}\` to import`, {
      place,
      hint: `looked for ${path}`,
    })
  }
  // Through a link to a folder around it, a circle would have a new name in each round.
  const first = reading.chain.findIndex(file => realpathSync(file) === realpathSync(path))
  if (first >= 0) {
    const chain = [...reading.chain.slice(first), path]
    throw new InputError(
      `the imports go in a circle: ${chain.map(file => `\`${basename(file)}\``).join(' → ')}`,
      { place },
    )
  }
  return path
}
