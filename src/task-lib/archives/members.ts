import { posix } from 'node:path'
import { compileGlob } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { pathsBelow } from '../../remote/probes/files/listing.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'

/** What goes into an archive. */
export interface Members {
  /** Absolute, with a slash at its end: what names in the archive are relative to. */
  readonly root: string
  /** The paths that were asked for and are there. */
  readonly targets: readonly string[]
  /** Those that do not exist; patterns are never among them. */
  readonly missing: readonly string[]
  readonly expanded: readonly string[]
  readonly excluded: readonly string[]
  /** Names in the archive, in order. */
  readonly names: readonly string[]
  /** False for one file that is compressed as it is. */
  readonly isArchive: boolean
}

/** What is asked for: absolute paths, of which those with `*` or `?` are patterns. */
interface Wanted {
  readonly paths: readonly string[]
  readonly excludes: readonly string[]
  /** Patterns of names in the archive. */
  readonly leavesOut: readonly string[]
  readonly isForced: boolean
  /** The archive itself, which is never in it. */
  readonly dest: string | undefined
}

/** Finds what goes into an archive, by the rules of Ansible's `archive`: a directory itself is no member, only what is in it. */
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

/** What a pattern stands for, part by part: hidden files only if the part begins with a dot. */
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

/** The directory that all are in. A path that ends with a slash counts as that directory itself. */
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
