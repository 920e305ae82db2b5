import { posix } from 'node:path'
import { compileGlob } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { pathsBelow } from '../../remote/probes/files/listing.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'

/** The files that are packed into an archive. */
export interface Members {
  /** The absolute path, with a trailing slash, that names in the archive are relative to. */
  readonly root: string
  /** The requested paths that exist. */
  readonly targets: readonly string[]
  /** The requested paths that do not exist. Patterns without a match are not listed. */
  readonly missing: readonly string[]
  readonly expanded: readonly string[]
  readonly excluded: readonly string[]
  /** The names in the archive, sorted. */
  readonly names: readonly string[]
  /** False for a single file that is compressed as it is, without an archive around it. */
  readonly isArchive: boolean
}

/** What the task wants to pack. All paths are absolute; paths with `*` or `?` are patterns. */
interface Wanted {
  readonly paths: readonly string[]
  readonly excludes: readonly string[]
  /** Patterns of names in the archive that are left out. */
  readonly leavesOut: readonly string[]
  readonly isForced: boolean
  /** The path of the archive, which is never packed into itself. */
  readonly dest: string | undefined
}

/**
 * Finds the files to pack by the rules of Ansible's `archive`: a requested directory is not a member itself, only its
 * content is.
 */
export async function archiveMembers(host: ReadHost, wanted: Wanted): Promise<Members> {
  const [expanded, excluded] = await Promise.all([
    expandAll(host, wanted.paths),
    expandAll(host, wanted.excludes),
  ])
  const paths = [...new Set(expanded)].filter(path => !excluded.includes(path)).sort()
  const states = paths.length === 0 ? [] : await host.ask(fileStates(paths.map(plainPath)))
  const targets = paths.filter((_, at) => states[at])
  const root = commonRoot(paths)
  const isPattern = wanted.paths.some(hasPattern)
  const isArchive = wanted.isForced || isPattern || paths.length > 1 || isDirectory(states[0])
  const found: string[] = []
  for (const [at, path] of paths.entries()) {
    if (!states[at]) continue
    if (!isDirectory(states[at])) found.push(path)
    else
      found.push(...(await host.ask(pathsBelow(plainPath(path)))).map(below => `${plainPath(path)}/${below}`))
  }
  const isLeftOut = leaveOut(wanted.leavesOut)
  const names = found.filter(path => path !== wanted.dest).map(path => path.slice(root.length))
  return {
    root,
    targets,
    missing: paths.filter((_, at) => !states[at]),
    expanded,
    excluded,
    names: [...new Set(names)].filter(name => name !== '' && !isLeftOut(name)).sort(),
    isArchive,
  }
}

function isDirectory(state: FileState | null | undefined): boolean {
  return (state?.leadsTo ?? state)?.kind === 'directory'
}

function hasPattern(path: string): boolean {
  return /[*?]/.test(path)
}

function leaveOut(patterns: readonly string[]): (name: string) => boolean {
  const globs = patterns.map(compileGlob)
  return name => globs.some(glob => glob.matches(name))
}

async function expandAll(host: ReadHost, paths: readonly string[]): Promise<string[]> {
  const all = await Promise.all(paths.map(path => (hasPattern(path) ? expand(host, path) : [path])))
  return all.flat()
}

/**
 * Expands a pattern component by component. Hidden files match only if that component of the pattern begins with a
 * dot.
 */
async function expand(host: ReadHost, pattern: string): Promise<string[]> {
  const parts = plainPath(pattern).split('/').slice(1)
  const first = parts.findIndex(hasPattern)
  const base = `/${parts.slice(0, first).join('/')}`
  const globs = parts
    .slice(first)
    .map(part => ({ glob: compileGlob(part), seesHidden: part.startsWith('.') }))
  const [state] = await host.ask(fileStates([base]))
  if (!isDirectory(state)) return []
  const below = await host.ask(pathsBelow(base, globs.length))
  const isMatch = (path: string): boolean => {
    const names = path.split('/')
    return (
      names.length === globs.length &&
      globs.every(({ glob, seesHidden }, at) => {
        const name = names[at] ?? ''
        return glob.matches(name) && (seesHidden || !name.startsWith('.'))
      })
    )
  }
  return below.filter(isMatch).map(path => plainPath(`${base}/${path}`))
}

/**
 * Returns the deepest directory that contains all paths, with a trailing slash. A path that ends with a slash counts
 * as a directory itself.
 */
function commonRoot(paths: readonly string[]): string {
  const folders = paths.map(path =>
    `${path.endsWith('/') ? plainPath(path) : posix.dirname(path)}/`.replace('//', '/'),
  )
  const [first = '/'] = folders
  const parts = first.split('/')
  let length = parts.length
  while (
    length > 1 &&
    !folders.every(folder => folder.startsWith(`${parts.slice(0, length - 1).join('/')}/`))
  )
    length -= 1
  return `${parts.slice(0, length - 1).join('/')}/`
}
