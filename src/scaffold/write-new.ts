import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { InputError } from '../errors.ts'
import type { Files } from './project.ts'

/**
 * Writes files that do not exist yet and returns their paths. Files of `shared` are skipped if they exist. If any of
 * the other files exists, throws InputError before anything is written.
 */
export function writeNew(folder: string, files: Files, shared: Files = {}): string[] {
  const existing = Object.keys(files).filter(path => existsSync(join(folder, path)))
  if (existing.length > 0)
    throw new InputError(
      `\`${existing.join('`, `')}\` ${existing.length === 1 ? 'exists' : 'exist'} already`,
      {
        hint: 'nothing was written: choose another name, or remove what is there',
      },
    )
  const missing = Object.entries(shared).filter(([path]) => !existsSync(join(folder, path)))
  const all = [...Object.entries(files), ...missing]
  try {
    for (const [path, text] of all) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text, { flag: 'wx' })
    }
  } catch (cause) {
    throw new InputError(`the files cannot be written: ${(cause as Error).message}`, { cause })
  }
  return all.map(([path]) => path)
}
