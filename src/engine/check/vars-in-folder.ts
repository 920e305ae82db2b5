import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { VarsQuery } from '../../authoring/project.ts'
import { isFolder } from '../../base/is-folder.ts'
import { compileRegex } from '../../base/python-regex.ts'
import { InputError, type Place } from '../../errors.ts'

/** The file extensions that `include_vars` reads by default. Source: ansible-core, `plugins/action/include_vars.py`. */
const EXTENSIONS = ['yaml', 'yml', 'json']

/**
 * Returns the files that `include_vars` reads from a folder, in Ansible's order: folder by folder, by name within
 * each. Throws InputError if the folder does not exist, or if a file in it has another extension.
 */
export function varsInFolder(folder: string, query: VarsQuery, place: Place): string[] {
  if (!isFolder(folder)) {
    const isFile = existsSync(folder)
    const what = isFile ? 'is a file, expected a folder' : 'does not exist'
    throw new InputError(`the folder of variables \`${folder}\` ${what}`, {
      place,
      ansibleMessage: isFile ? `${folder} is not a directory` : `${folder} directory does not exist`,
    })
  }
  const { depth = 0, files_matching, ignore_files = [], extensions = EXTENSIONS } = query
  const matches = files_matching === undefined ? undefined : compileRegex(files_matching)
  const ignored = ignore_files.map(pattern => compileRegex(`${pattern}$`))
  const isMeant = (name: string): boolean =>
    (matches?.test(name) ?? true) && !ignored.some(pattern => pattern.test(name))
  const hasEnding = (file: string): boolean => extensions.includes(extname(file).slice(1))
  const files = foldersFrom(folder, depth === 0 ? Number.POSITIVE_INFINITY : depth)
    .sort()
    .flatMap(each =>
      filesIn(each)
        .filter(isMeant)
        .map(name => join(each, name)),
    )
  const strange = files.find(file => !hasEnding(file))
  if (strange === undefined || query.ignore_unknown_extensions) return files.filter(hasEnding)
  throw new InputError(
    `\`${strange}\` is not a file of variables: its name does not end with any of ${extensions.join(', ')}`,
    {
      place,
      hint: 'add its extension to `extensions`, exclude it with `ignore_files`, or set `ignore_unknown_extensions: true`',
      ansibleMessage: `${strange} does not have a valid extension: ${extensions.join(', ')}`,
    },
  )
}

/** Returns a folder and its subfolders up to a number of levels. A link back to a folder around it is skipped. */
function foldersFrom(folder: string, levels: number, around: readonly string[] = []): string[] {
  const real = realpathSync(folder)
  if (levels === 0 || around.includes(real)) return []
  const inner = readdirSync(folder)
    .map(name => join(folder, name))
    .filter(isFolder)
  return [folder, ...inner.flatMap(each => foldersFrom(each, levels - 1, [...around, real]))]
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => !isFolder(join(folder, name)))
    .sort()
}
