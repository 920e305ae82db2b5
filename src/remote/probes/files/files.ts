import { programText } from '../../../base/program-text.ts'
import type { Answer } from '../../../shell/exchange.ts'
import { joinShell, ShellText, sh } from '../../../shell/quote.ts'
import { type BatchGroup, type Probe, probe } from '../../probe.ts'
import type { SubjectOf } from '../../subject.ts'
import { becomeDigest, type Cursor, cursorOf, type DigestAlgorithm, readDigests } from './digest.ts'
import { BSD_FORMAT, type FileState, FORMAT, parseStatLine } from './stat-line.ts'

/** A request for the bytes of some files, or for their states with or without a digest. */
export type FilePart = SubjectOf<'file states' | 'file contents'>

/** Returns the group in which all file probes are combined: one `stat` for all, one digest tool, one `cat`. */
export function withOtherFiles(part: (paths: readonly string[]) => FilePart): BatchGroup {
  return { name: 'files', part, all: parts => filesOf(parts as readonly FilePart[]) }
}

/** Returns the kind of a part; probes of the same kind are combined. */
export function kindOf(part: FilePart): string {
  if (part.kind === 'file contents') return 'content'
  return part.digest === undefined ? 'state' : `state and ${part.digest}`
}

function filesOf(parts: readonly FilePart[]): Probe<readonly (readonly unknown[])[]> {
  return probe({
    title: parts.map(part => `${kindOf(part)} of ${part.paths.join(' ')}`).join(', '),
    script: filesScript(parts),
    parse: answer => parseFiles(answer, parts),
  })
}

/**
 * Returns a path without doubled or trailing slashes: `stat` must see the link itself, which `link/` would follow.
 */
export function plainPath(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')
}

/**
 * Defines the shell function `absent PATH`, for a path that seems not to exist. It ends the script with status 13 if
 * the nearest directory cannot be searched: then the path may only be hidden, and the probe must fail instead of
 * answering "absent".
 */
export const HIDDEN_OR_ABSENT = new ShellText(`absent() {
  d=$1
  while :; do
    case $d in */*) d=\${d%/*}; d=\${d:-/};; *) d=.;; esac
    [ -d "$d" ] || case $d in / | .) return 0;; *) continue;; esac
    [ -x "$d" ] && return 0
    echo "cannot look into $d: permission denied" >&2; exit 13
  done
}`)

/**
 * Prints the states of the paths in the positional parameters. Leaves only the existing ones there, with their
 * numbers in `have`.
 */
const STATES = joinShell([
  sh`gnu_format=${FORMAT} bsd_format=${BSD_FORMAT}`,
  new ShellText(programText(new URL('./states.sh', import.meta.url))),
])

/** Sets `large` if there is a file of 10 MB or more: its size, the fourth field of its state, has at least eight digits. */
const LARGE = new ShellText(`large=
for s in $state; do s=\${s#*:*:*:}; case \${s%%:*} in ????????*) large=1;; esac; done`)

/** A part of a combined request that needs more than states, with its position among all paths. */
interface Range {
  readonly part: FilePart
  readonly digest: DigestAlgorithm | undefined
  /** Numbers of paths, counted from 1 as in the script: the part has the paths after `behind`, up to `upTo`. */
  readonly behind: number
  readonly upTo: number
}

/** Returns the script that answers all parts of a request about files. All paths must be absolute. */
export function filesScript(parts: readonly FilePart[]): ShellText {
  const { paths, ranges } = arranged(parts)
  const digests = ranges.filter(({ digest }) => digest !== undefined)
  const contents = ranges.filter(({ part }) => part.kind === 'file contents')
  return joinShell([
    HIDDEN_OR_ABSENT,
    sh`set -- ${paths.map(plainPath)}`,
    STATES,
    ...(digests.length > 0 ? [LARGE] : []),
    ...digests.map(range => digestsOf(range, paths.length)),
    // Last, so that `cat` replaces the shell and no other process waits for it.
    ...contents.map(range => sh`${pick(range, paths.length, '')}\n[ $# -eq 0 ] || exec cat "$@"`),
    sh`exit 0`,
  ])
}

/**
 * Returns all paths in the order in which the script has them: those with a digest or content are adjacent for each
 * part.
 */
function arranged(parts: readonly FilePart[]): { paths: string[]; ranges: Range[] } {
  const paths: string[] = []
  const ranges: Range[] = []
  const isMore = (part: FilePart): boolean => part.kind === 'file contents' || part.digest !== undefined
  for (const part of parts.filter(isMore)) {
    const behind = paths.length
    paths.push(...part.paths)
    const digest = part.kind === 'file states' ? part.digest : undefined
    ranges.push({ part, digest, behind, upTo: paths.length })
  }
  const seen = new Set(paths)
  for (const { paths: others } of parts.filter(part => !isMore(part))) {
    for (const path of others) {
      if (!seen.has(path)) paths.push(path)
      seen.add(path)
    }
  }
  return { paths, ranges }
}

/**
 * Returns shell code that keeps only the regular files of a range in the positional parameters, following links; with
 * `-r` only the readable ones.
 */
function pick({ behind, upTo }: Range, count: number, readable: '-r' | ''): ShellText {
  const isWanted = new ShellText(readable === '' ? '[ -f "$f" ]' : '[ -f "$f" ] && [ -r "$f" ]')
  const each = sh`for w in $have; do
f=$1; shift; i=\${w%:*}
if [ "$i" -gt ${behind} ] && [ "$i" -le ${upTo} ] && ${isWanted}; then set -- "$@" "$f"; fi
done`
  // With many paths it is slow to build the list again, so that is done only if a path must be left out.
  const isWhole = behind === 0 && upTo === count
  return isWhole ? sh`m=; for f do ${isWanted} || { m=1; break; }; done; if [ "$m" ]; then ${each}; fi` : each
}

function digestsOf(range: Range, count: number): ShellText {
  return sh`sums=$(${pick(range, count, '-r')}
[ $# -eq 0 ] || { ${becomeDigest(range.digest ?? 'sha256')}; }) || sums=
printf '%s\\000' "$sums"`
}

/** Parses the output of the script; returns a list of answers for each part, in the order of its paths. */
export function parseFiles(answer: Answer, parts: readonly FilePart[]): (FileState | Buffer | null)[][] {
  const { paths, ranges } = arranged(parts)
  const cursor = cursorOf(answer.stdout)
  const states = readStates(cursor, paths.length)
  const answers = new Map<FilePart, (FileState | Buffer | null)[]>()
  const isAny = states.some(state => state !== null)
  for (const { part, behind, upTo, digest } of ranges.filter(each => each.digest !== undefined)) {
    const own = states.slice(behind, upTo)
    answers.set(part, digest === undefined || !isAny ? own : withDigests(own, cursor))
  }
  let at = cursor.at()
  for (const { part, behind, upTo } of ranges.filter(each => each.digest === undefined)) {
    const contents = states.slice(behind, upTo).map(state => {
      const file = state?.leadsTo === undefined ? state : state.leadsTo
      if (file?.kind !== 'file') return null
      at += file.size
      return answer.stdout.subarray(at - file.size, at)
    })
    answers.set(part, contents)
  }
  if (at !== answer.stdout.length) throw new Error('the sizes of the files do not match the output')
  const known = new Map(paths.map((path, nth) => [path, states[nth] ?? null]))
  return parts.map(part => answers.get(part) ?? part.paths.map(path => known.get(path) ?? null))
}

function readStates(cursor: Cursor, count: number): (FileState | null)[] {
  const states = new Array<FileState | null>(count).fill(null)
  const have = cursor
    .next()
    .split(' ')
    .filter(word => word !== '')
    .map(word => ({ index: Number(word.split(':')[0]) - 1, access: word.split(':')[1] ?? '' }))
  if (have.length === 0) return states
  const lines = cursor
    .next()
    .split('\n')
    .filter(line => line !== '')
  if (lines.length !== have.length) {
    throw new Error(`expected the state of ${have.length} paths, got \`${lines.join('\\n')}\``)
  }
  have.forEach(({ index, access }, nth) => {
    states[index] = readLinkOf(cursor, { ...parseStatLine(lines[nth] ?? ''), access })
  })
  return states
}

function readLinkOf(cursor: Cursor, state: FileState): FileState {
  if (state.kind !== 'link') return state
  const target = cursor.next()
  const led = cursor.next().trim()
  const leadsTo = led === '' ? null : { ...parseStatLine(led), access: state.access }
  return { ...state, target, leadsTo }
}

/**
 * Adds the digests to the states. Each readable regular file has one, in order; none has one if the host has no tool.
 */
function withDigests(states: readonly (FileState | null)[], cursor: Cursor): (FileState | null)[] {
  const isRead = (state: FileState | null): boolean =>
    (state?.leadsTo ?? state)?.kind === 'file' && state?.access.includes('r') === true
  const digests = readDigests(cursor, states.filter(isRead).length)
  let nth = 0
  return states.map(state => {
    if (state === null || !isRead(state)) return state
    const digest = digests[nth++]
    if (digest === undefined) return state
    return state.leadsTo ? { ...state, leadsTo: { ...state.leadsTo, digest } } : { ...state, digest }
  })
}
