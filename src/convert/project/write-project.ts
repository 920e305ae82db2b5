import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { InputError } from '../../errors.ts'
import { PASSED_OVER } from '../../project/project-files.ts'
import type { Conversion } from './convert-project.ts'

/**
 * Throws InputError unless a project can be written to the folder `out`, which must be outside of the project and
 * either empty or missing.
 */
export function mustBeFree(out: string, folder: string): void {
  const [from, to] = [resolve(folder), resolve(out)]
  const way = relative(from, to)
  if (way === '' || !way.startsWith('..'))
    throw new InputError(`the converted project cannot be written into the original project: \`${out}\``, {
      hint: 'choose a folder next to it',
    })
  if (!existsSync(to)) return
  if (!statSync(to).isDirectory()) throw new InputError(`\`${out}\` is a file, expected a folder`)
  if (readdirSync(to).length > 0)
    throw new InputError(`\`${out}\` is not empty, and Drover does not overwrite anything in it`, {
      hint: 'choose a new folder, or empty this one',
    })
}

/** Copies a project, including modes and links, and writes the files that the conversion changes. */
export function writeProject(folder: string, out: string, { written }: Conversion): void {
  mkdirSync(out, { recursive: true })
  cpSync(folder, out, {
    recursive: true,
    verbatimSymlinks: true,
    filter: path => path === folder || !PASSED_OVER.includes(basename(path)),
  })
  for (const { from, path, text } of written) {
    const target = join(out, path)
    mkdirSync(dirname(target), { recursive: true })
    const mode = from === undefined ? 0o644 : statSync(join(out, from)).mode & 0o777
    if (from !== undefined && from !== path) rmSync(join(out, from))
    writeFileSync(target, text, { mode })
  }
}
