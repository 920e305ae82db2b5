import { compileGlob } from '../../base/glob.ts'
import { compileRegex } from '../../base/python-regex.ts'
import { withinTime } from '../../base/time-limit.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { hostClock } from '../../remote/probes/clock.ts'
import { fileState, fileStates } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { pathsBelow } from '../../remote/probes/files/listing.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import type { FindParams } from './params.ts'

/** A path that matches the search, and its state. */
export interface Found {
  readonly path: string
  readonly state: FileState
}

/** The result of searching one directory. */
interface Search {
  readonly found: readonly Found[]
  /** Number of all paths that were examined, including those one level below `depth`. */
  readonly examined: number
  /** The reason why the directory could not be searched; absent if it was. */
  readonly reason?: string
}

/** Searches one directory for paths whose name and state match. */
export async function searchDirectory(host: ReadHost, root: string, params: FindParams): Promise<Search> {
  const top = await host.ask(fileState(root))
  if ((top?.leadsTo ?? top)?.kind !== 'directory')
    return { found: [], examined: 0, reason: `'${root}' is not a directory` }
  const depth = params.recurse ? params.depth : 1
  // As in Ansible, the level below the last one is also examined.
  const names = await host.ask(pathsBelow(root, params.recurse && depth !== undefined ? depth + 1 : depth))
  const wanted = withinTime('the search for names', () =>
    names.filter(name => {
      const parts = name.split('/')
      return parts.length <= (depth ?? parts.length) && isWantedName(parts.at(-1) ?? '', params)
    }),
  )
  const paths = wanted.map(name => plainPath(`${root}/${name}`))
  const [states, now] = await Promise.all([
    paths.length === 0 ? [] : host.ask(fileStates(paths)),
    params.age === undefined ? 0 : host.ask(hostClock()),
  ])
  const found = paths.flatMap((path, nth) => {
    const state = states[nth]
    return state && isWantedState(path, state, now, params) ? [{ path, state }] : []
  })
  return { found, examined: names.length }
}

function isWantedName(name: string, { patterns, excludes, use_regex, hidden }: FindParams): boolean {
  if (name.startsWith('.') && !hidden) return false
  const matches = (pattern: string): boolean =>
    use_regex ? compileRegex(pattern, 'y').test(name) : compileGlob(pattern).matches(name)
  return (patterns.length === 0 || patterns.some(matches)) && !excludes.some(matches)
}

function isWantedState(path: string, state: FileState, now: number | null, params: FindParams): boolean {
  const { file_type, age, age_stamp, size } = params
  if (file_type !== 'any' && state.kind !== file_type) return false
  if (age !== undefined) {
    const time = state[age_stamp]
    if (time === null || now === null)
      throw new TaskError(`the age of \`${path}\` is unknown`, {
        hint: 'install `stat` and `date` on the host',
      })
    if (!isAtLeast(now - time, age, `the age of ${path}`)) return false
  }
  return size === undefined || state.kind !== 'file' || isAtLeast(state.size, size, `the size of ${path}`)
}

/**
 * Whether a value is at least an amount or, for a negative amount, at most its absolute value. The result is unknown
 * for new files in a dry run, whose times and sizes are not known.
 */
function isAtLeast(value: number, amount: number, what: string): boolean {
  if (Number.isNaN(value)) onlyRunTells(what)
  return amount >= 0 ? value >= amount : value <= -amount
}
