import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { InputError, type Source } from '../errors.ts'
import { describe, isNothing } from '../yaml/describe.ts'
import { type Reading, valueNow } from './keywords/context.ts'
import type { Role } from './roles/role.ts'
import { taskFile } from './roles/task-file.ts'

/**
 * Returns the absolute path of an imported file. Throws InputError if it does not exist or is already being
 * imported.
 */
export function importedFile(source: Source, reading: Reading, role?: Role): string {
  const { place } = source
  if (source.kind !== 'scalar' || isNothing(source)) {
    throw new InputError(`an import names a file, got ${describe(source)}`, { place })
  }
  const name = String(valueNow('an import', source, reading))
  const path = taskFile(name, place, reading.playbookDir, role)
  if (!existsSync(path) || statSync(path).isDirectory()) {
    throw new InputError(`there is no file \`${name}\` to import`, {
      place,
      hint: `looked for ${path}`,
    })
  }
  // Compares real paths: through a link to a parent folder, a cycle would have a new name in each round.
  const first = reading.chain.findIndex(file => realpathSync(file) === realpathSync(path))
  if (first >= 0) {
    const chain = [...reading.chain.slice(first), path]
    throw new InputError(`circular import: ${chain.map(file => `\`${basename(file)}\``).join(' → ')}`, {
      place,
    })
  }
  return path
}
