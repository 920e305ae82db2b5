import { type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import type { Unknown } from '../../values/unknown.ts'
import { type Attributes, attributesIn, knownAttributes } from './attributes.ts'
import type { FileContent } from './content.ts'
import { KIND_NAMES } from './describe-state.ts'
import type { FoundEntry } from './entries.ts'
import { resolveMode } from './mode.ts'
import type { FilePlan } from './plan-file.ts'
import { askStates, planTree, type TreePlan, type WantedEntry } from './put-tree.ts'
import { fileOptionsIn, type WantedFile } from './wanted-file.ts'

/** What a task asks of the copies. In a dry run, reading one may throw. */
interface CopyOptions extends Attributes {
  readonly directory_mode?: string | undefined
  readonly force: boolean
  readonly follow: boolean
  readonly backup: boolean
  readonly validate?: string | undefined
}

/**
 * The destination of a file, what is there, and the directories that are made for it: `dest`, or inside it
 * if that is a directory or ends with a slash.
 */
export async function placeOfCopy(host: ReadHost, dest: string, src: string, params: CopyOptions) {
  const inside = join(plainPath(dest), nameOf(src))
  const [seen = null, seenInside = null] = await askStates(host, [dest, inside])
  const isDirectory = (seen?.leadsTo ?? seen)?.kind === 'directory'
  if (isDirectory) return { path: inside, seen: seenInside, parents: [] }
  if (!dest.endsWith('/')) return { path: dest, seen, parents: [] }
  if (seen) throw new TaskError(`expected a directory at \`${dest}\`, found a ${KIND_NAMES[seen.kind]}`)
  return { path: inside, seen: null, parents: [wantedDirectory(plainPath(dest), params)] }
}

/**
 * A whole tree, each of its entries at its place below the destination. The modes that are asked for are those of the entries, or, with
 * `modesOf: 'dest'`, that of the destination alone, as in copies that Ansible makes of a directory of the host.
 */
export async function planCopiedTree(
  host: ReadHost,
  dest: string,
  { src, found, modesOf }: CopiedTree,
  asked: CopyOptions,
): Promise<CheckedCopy> {
  const root = plainPath(dest)
  const top = src.endsWith('/') ? root : join(root, nameOf(src))
  const params = modesOf === 'dest' ? withoutModes(asked) : asked
  const account = accountIn(params)
  const entries: WantedEntry[] = [
    // The destination directory must exist; otherwise, it has no wanted attributes.
    modesOf === 'dest' ? destination(dest, asked) : { ...wantedDirectory(root, params), holds: {} },
    ...(top === root ? [] : [wantedDirectory(top, params)]),
  ]
  for (const entry of found) {
    const path = join(top, entry.path)
    if (entry.kind === 'directory') entries.push(wantedDirectory(path, params, entry.newMode))
    else if (entry.kind === 'link') entries.push({ kind: 'link', path, target: entry.target, ...account })
    else {
      const wanted = wantedCopy(params, path, entry.mode, entry.content)
      entries.push({ kind: 'file', ...wanted, ...omitUndefined({ newMode: entry.newMode }) })
    }
  }
  return planTree(host, entries, { dest: root, path: root, src, state: 'directory' })
}

/** A directory that is copied. */
interface CopiedTree {
  readonly src: string
  readonly found: readonly FoundEntry[]
  readonly modesOf: 'entries' | 'dest'
}

/** The destination directory with the attributes that are asked for; `directory_mode` is the mode of a new one if `dest` ends with a slash. */
function destination(dest: string, params: CopyOptions): WantedEntry {
  const wanted = params.mode === 'preserve' ? undefined : params.mode
  const ofNew = dest.endsWith('/') ? params.directory_mode : undefined
  const usual = resolveMode(ofNew ?? '0755', { mode: '0755', isDirectory: true })
  return directoryWith(plainPath(dest), accountIn(params), wanted, usual)
}

/** The same params, some of which may be unknown, without those that are modes. */
function withoutModes(params: CopyOptions): CopyOptions {
  return Object.create(params, { mode: { value: undefined }, directory_mode: { value: undefined } })
}

/** The plan of a file as that of a tree, with the directories that are made for it. */
export function withParents(
  result: InSync | Plan<FilePlan>,
  parents: readonly (WantedEntry & { kind: 'directory' })[],
  outputs: Outputs,
): CheckedCopy {
  const all = { ...result.outputs, ...outputs }
  if (result.kind === 'in-sync') return inSync(all)
  const made = parents.map(({ path, mode, owner, group }) => ({
    resource: `file:${path}`,
    action: 'create',
    before: null,
    after: { state: 'directory', mode, ...omitUndefined({ owner, group }) },
  }))
  const directories = parents.map(({ path, mode, owner, group }) => ({
    ...{ path, mode },
    ...knownAttributes({ owner, group }),
  }))
  return plan<TreePlan>(
    [...made, ...result.changes],
    { directories, links: [], files: [result.data], attributes: [] },
    all,
  )
}

/** What the check of a copy comes to. */
export type CheckedCopy = InSync | Plan<TreePlan>

/** A file as it should be at the destination; `mode: preserve` is the mode of its source. */
export function wantedCopy(
  params: CopyOptions,
  path: string,
  sourceMode: string | Unknown,
  content: FileContent | Unknown,
): WantedFile {
  const { mode, ...options } = fileOptionsIn(params)
  return { ...options, path, content, mode: mode === 'preserve' ? sourceMode : mode }
}

function accountIn(params: Attributes) {
  const { owner, group } = attributesIn(params)
  return { owner, group }
}

/** A directory that is made for copies, with the mode and owner that the task asks for. */
export function wantedDirectory(
  path: string,
  params: Attributes & { readonly directory_mode?: string | undefined },
  newMode?: string | Unknown,
) {
  const usual = typeof newMode === 'string' ? newMode : '0755'
  return directoryWith(path, accountIn(params), params.directory_mode, usual)
}

/** A directory with the mode that is wanted; `usual` is that of a new one if none is. */
function directoryWith(
  path: string,
  account: ReturnType<typeof accountIn>,
  wanted: string | undefined,
  usual: string,
) {
  const mode = resolveMode(wanted ?? usual, { mode: usual, isDirectory: true })
  return { kind: 'directory', path, mode, ...account, holds: { ...account, mode: wanted } } as const
}

function nameOf(src: string): string {
  return plainPath(src).split('/').at(-1) ?? src
}

function join(...parts: string[]): string {
  return plainPath(parts.join('/'))
}
