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
import { planTree, readStates, type TreePlan, type WantedEntry } from './put-tree.ts'
import { fileOptionsIn, type WantedFile } from './wanted-file.ts'

/** The params of a copy. In a dry run, reading a param with an unknown value throws UnknownValueError. */
interface CopyOptions extends Attributes {
  readonly directory_mode?: string | undefined
  readonly force: boolean
  readonly follow: boolean
  readonly backup: boolean
  readonly validate?: string | undefined
}

/**
 * Returns the destination of a copied file, its present state, and the directories to create for it. The destination
 * is `dest` itself, or a file in it if `dest` is a directory or ends with a slash.
 */
export async function placeOfCopy(host: ReadHost, dest: string, src: string, params: CopyOptions) {
  const inside = join(plainPath(dest), nameOf(src))
  const [seen = null, seenInside = null] = await readStates(host, [dest, inside])
  const isDirectory = (seen?.leadsTo ?? seen)?.kind === 'directory'
  if (isDirectory) return { path: inside, seen: seenInside, parents: [] }
  if (!dest.endsWith('/')) return { path: dest, seen, parents: [] }
  if (seen) throw new TaskError(`expected a directory at \`${dest}\`, found a ${KIND_NAMES[seen.kind]}`)
  return { path: inside, seen: null, parents: [wantedDirectory(plainPath(dest), params)] }
}

/**
 * Plans the copy of a directory with all its entries. The wanted modes apply to the entries or, with `modesOf:
 * 'dest'`, only to the destination directory, as in Ansible for a source on the host.
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

/** The source of a copied directory: its path, its entries, and what the wanted modes apply to. */
interface CopiedTree {
  readonly src: string
  readonly found: readonly FoundEntry[]
  readonly modesOf: 'entries' | 'dest'
}

/**
 * Returns the destination directory with the wanted attributes. If `dest` ends with a slash, `directory_mode` is the
 * mode of a new directory.
 */
function destination(dest: string, params: CopyOptions): WantedEntry {
  const wanted = params.mode === 'preserve' ? undefined : params.mode
  const ofNew = dest.endsWith('/') ? params.directory_mode : undefined
  const usual = resolveMode(ofNew ?? '0755', { mode: '0755', isDirectory: true })
  return directoryWith(plainPath(dest), accountIn(params), wanted, usual)
}

/** Returns the params without their modes. It does not read other params, which may be unknown. */
function withoutModes(params: CopyOptions): CopyOptions {
  return Object.create(params, { mode: { value: undefined }, directory_mode: { value: undefined } })
}

/** Converts the plan of a single file to a plan for a tree, with the directories to create for the file. */
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

/** The result of the check of a copy. */
export type CheckedCopy = InSync | Plan<TreePlan>

/** Returns the wanted file at the destination. With `mode: preserve`, it gets the mode of its source. */
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

/** Returns a directory that is created for copies, with the wanted mode and owner. */
export function wantedDirectory(
  path: string,
  params: Attributes & { readonly directory_mode?: string | undefined },
  newMode?: string | Unknown,
) {
  const usual = typeof newMode === 'string' ? newMode : '0755'
  return directoryWith(path, accountIn(params), params.directory_mode, usual)
}

/** Returns a directory with the wanted mode. `usual` is the mode of a new directory if no mode is wanted. */
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
