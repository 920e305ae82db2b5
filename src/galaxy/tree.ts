import { createHash } from 'node:crypto'
import { cpSync, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { join, normalize } from 'node:path'
import { InputError } from '../errors.ts'

/** A file, by its digest, or a link, by its target. Folders follow from the paths of these. */
export type Leaf =
  | { readonly sha256: string; readonly isProgram: boolean; readonly target?: never }
  | { readonly target: string; readonly sha256?: never }

/** The file in which ansible-galaxy stores what it has installed. */
export const INSTALL_INFO = 'meta/.galaxy_install_info'

/**
 * Returns the files and links below a folder by their paths, sorted. Throws InputError for anything else, such as a
 * device.
 */
export function filesIn(folder: string): Map<string, Leaf> {
  return new Map([...leavesIn(folder)].map(([path, stat]) => [path, leafOf(join(folder, path), stat)]))
}

function* leavesIn(folder: string, below = ''): Generator<[path: string, stat: Stats]> {
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = below === '' ? name : `${below}/${name}`
    const stat = lstatSync(join(folder, path))
    if (stat.isDirectory()) yield* leavesIn(folder, path)
    else if (stat.isSymbolicLink() || stat.isFile()) yield [path, stat]
    else throw new InputError(`${join(folder, path)} is neither a file nor a folder nor a link`)
  }
}

function leafOf(file: string, stat: Stats): Leaf {
  if (stat.isSymbolicLink()) return { target: readlinkSync(file) }
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  return { sha256, isProgram: (stat.mode & 0o100) !== 0 }
}

/** Returns the sha256 of a tree: of its paths, contents, links, and which files are executable. */
export function treeDigest(folder: string): string {
  const hash = createHash('sha256')
  for (const [path, leaf] of filesIn(folder)) {
    if (path === INSTALL_INFO) continue
    const what =
      leaf.sha256 === undefined
        ? `link ${leaf.target}`
        : `${leaf.isProgram ? 'program' : 'file'} ${leaf.sha256}`
    hash.update(`${path}\0${what}\0`)
  }
  return hash.digest('hex')
}

/** Copies a folder without its `.git`. Throws InputError if a link points outside of the folder. */
export function copyTree(from: string, to: string): void {
  for (const [path, stat] of leavesIn(from)) {
    if (!stat.isSymbolicLink() || path.startsWith('.git/')) continue
    const target = readlinkSync(join(from, path))
    const end = normalize(join(path, '..', target))
    // A link in an installed folder must not point outside of it.
    if (target.startsWith('/') || end === '..' || end.startsWith('../'))
      throw new InputError(`${join(from, path)} is a link to \`${target}\`, outside of the folder`)
  }
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: path => path !== join(from, '.git'),
  })
}
