import { type Change, type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import type { Project } from '../../authoring/project.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import { accountOf } from '../../remote/files/atomic-write.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { joinShell, sh } from '../../shell/quote.ts'
import { orUnknownAnswer, Unknown, UnknownValueError } from '../../values/unknown.ts'
import { differs } from '../difference.ts'
import {
  type Attributes,
  attributesChange,
  compareAttributes,
  knownAttributes,
  setAttributes,
  type WantedAttributes,
} from './attributes.ts'
import { KIND_NAMES } from './describe-state.ts'
import { type FilePlan, planFile } from './plan-file.ts'
import { openFile } from './put-file.ts'
import { INTO_PLACE, makeEach, nameOf, parentOf, privateFolder } from './staging.ts'
import type { WantedFile } from './wanted-file.ts'

/** A wanted entry of a directory tree. In a list of entries, parents come before their content. */
export type WantedEntry =
  | {
      readonly kind: 'directory'
      readonly path: string
      /** The mode of a new directory. */
      readonly mode: string
      /** The owner and group of a new directory. `holds` has the wanted attributes of an existing one. */
      readonly owner?: WantedAttributes['owner']
      readonly group?: WantedAttributes['group']
      readonly holds: WantedAttributes
    }
  | {
      readonly kind: 'link'
      readonly path: string
      readonly target: string
      readonly owner?: WantedAttributes['owner']
      readonly group?: WantedAttributes['group']
    }
  | ({ readonly kind: 'file' } & WantedFile)

/** The plan that `putTree` applies. */
export interface TreePlan {
  readonly directories: readonly NewDirectory[]
  readonly links: readonly NewLink[]
  readonly files: readonly FilePlan[]
  /** Existing directories and links whose mode or owner has to be set. */
  readonly attributes: readonly ({ readonly path: string; readonly isLink: boolean } & Attributes)[]
}

interface NewDirectory extends Pick<Attributes, 'owner' | 'group'> {
  readonly path: string
  readonly mode: string
}

interface NewLink extends Pick<Attributes, 'owner' | 'group'> {
  readonly path: string
  readonly target: string
}

/** The plan for one entry of a tree. */
type EntryPlan = Partial<{ readonly [K in keyof TreePlan]: TreePlan[K][number] }> & {
  readonly changes: readonly Change[]
}

/**
 * Compares a directory tree with the host, in one batch of probes for any number of files. In a dry run, entries
 * whose difference is unknown are reported as possible changes if another entry certainly changes; otherwise
 * UnknownValueError is thrown.
 */
export async function planTree(
  host: ReadHost,
  entries: readonly WantedEntry[],
  outputs: Outputs,
): Promise<InSync | Plan<TreePlan>> {
  const states = await readStates(
    host,
    entries.map(entry => entry.path),
  )
  const planned: EntryPlan[] = []
  const open: [string, Unknown][] = []
  for (const [index, entry] of entries.entries()) {
    const each = await orUnknownAnswer(planEntry(host, entry, states[index] ?? null))
    if (each instanceof Unknown) open.push([entry.path, each])
    else if (each) planned.push(each)
  }
  const [first] = open
  if (planned.length === 0 && first) throw new UnknownValueError(first[1])
  if (planned.length === 0) return inSync(outputs)
  const data: TreePlan = {
    directories: planned.flatMap(each => each.directories ?? []),
    links: planned.flatMap(each => each.links ?? []),
    files: planned.flatMap(each => each.files ?? []),
    attributes: planned.flatMap(each => each.attributes ?? []),
  }
  const changes = planned.flatMap(each => each.changes)
  const mayChange = open.map(([path]) => ({ resource: `file:${path}` }))
  return { ...plan(changes, data, outputs), ...(mayChange.length > 0 ? { mayChange } : {}) }
}

async function planEntry(
  host: ReadHost,
  entry: WantedEntry,
  state: FileState | null,
): Promise<EntryPlan | undefined> {
  if (entry.kind === 'directory') return planDirectory(host, entry, state)
  if (entry.kind === 'link') return planLink(host, entry, state)
  const result = await planFile(host, entry, state)
  return result.kind === 'in-sync' ? undefined : { changes: result.changes, files: result.data }
}

async function planDirectory(
  host: ReadHost,
  { path, mode, owner, group, holds }: WantedEntry & { kind: 'directory' },
  state: FileState | null,
): Promise<EntryPlan | undefined> {
  if (isDirectory(path, state)) {
    // The target of a link is not part of this tree.
    return state.kind === 'directory' ? planAttributes(host, path, state, holds) : undefined
  }
  const after = { state: 'directory', mode, ...omitUndefined({ owner, group }) }
  return {
    changes: [{ resource: `file:${path}`, action: 'create', before: null, after }],
    directories: { path, mode, ...knownAttributes({ owner, group }) },
  }
}

async function planLink(
  host: ReadHost,
  { path, target, owner, group }: WantedEntry & { kind: 'link' },
  state: FileState | null,
): Promise<EntryPlan | undefined> {
  if (state?.kind === 'link' && state.target === target)
    return planAttributes(host, path, state, { owner, group })
  const before = state && { state: state.kind, ...omitUndefined({ src: state.target }) }
  const after = { state: 'link', src: target, ...omitUndefined({ owner, group }) }
  return {
    changes: [{ resource: `file:${path}`, action: state ? 'update' : 'create', before, after }],
    links: { path, target, ...knownAttributes({ owner, group }) },
  }
}

/** Plans the attributes of an existing directory or link; undefined if they are correct. */
async function planAttributes(
  host: ReadHost,
  path: string,
  state: FileState,
  wanted: WantedAttributes,
): Promise<EntryPlan | undefined> {
  const difference = await compareAttributes(host, path, state, wanted)
  if (!differs(difference)) return undefined
  return {
    changes: [attributesChange(path, difference)],
    attributes: { path, isLink: state.kind === 'link', ...(difference.after as Attributes) },
  }
}

/**
 * Applies the plan of `planTree`: first new directories, then files, then links, and last the owners and modes of
 * existing entries.
 */
export async function putTree(
  host: Host,
  project: Project,
  { directories, links, files, attributes }: TreePlan,
): Promise<void> {
  if (directories.length > 0) {
    const made = directories.map(each => ({ ...each, account: accountOf(each) }))
    await host.run(makeEach(made, host.name), { title: `make ${directories.length} directories` })
  }
  const errors: unknown[] = []
  for (let at = 0; at < files.length; at += MOST_FILES) {
    // All files are opened before any is written, so that small ones are sent in one request.
    const ready = await Promise.all(files.slice(at, at + MOST_FILES).map(file => openFile(project, file)))
    const done = await Promise.allSettled(ready.map(put => put(host)))
    errors.push(...done.flatMap(each => (each.status === 'rejected' ? [each.reason] : [])))
    if (errors.length > 0) throw errors[0]
  }
  for (const link of links) {
    const { path, target } = link
    const account = accountOf(link)
    await host.run(
      joinShell([
        INTO_PLACE,
        privateFolder(host.name, parentOf(path)),
        sh`ln -s -- ${target} new || exit`,
        ...(account === undefined ? [] : [sh`chown -h -- ${account} new || exit`]),
        sh`into_place new ${`../${nameOf(path)}`} || exit`,
      ]),
      { title: `link ${path}` },
    )
  }
  if (attributes.length > 0) {
    // This runs last and from the deepest entry up, so that nothing is changed in a directory after it was given to
    // another owner.
    const steps = [...attributes]
      .reverse()
      .map(({ path, isLink, ...each }) => setAttributes(path, each, { isLink }))
    await host.run(joinShell(steps, ' &&\n'), { title: `set mode and owner of ${attributes.length} files` })
  }
}

/** The maximum number of files of a tree that are open, or in memory if small, at a time. */
const MOST_FILES = 200

function isDirectory(path: string, state: FileState | null): state is FileState {
  if (state === null) return false
  const kind = state.leadsTo?.kind ?? state.kind
  if (kind === 'directory') return true
  throw new TaskError(`expected a directory or nothing at \`${path}\`, found a ${KIND_NAMES[kind]}`, {
    hint: 'move it away, or choose another path',
  })
}

// Bytes of paths in one probe: far below Linux's limit for the arguments of a program.
const MOST_AT_ONCE = 65_536

/**
 * Reads the state of many paths, with the sha256 of files. The paths are split into parts that fit on a command line;
 * all are sent in one batch.
 */
export async function readStates(
  host: ReadHost,
  paths: readonly string[],
): Promise<readonly (FileState | null)[]> {
  const parts: string[][] = [[]]
  let size = 0
  for (const path of paths) {
    size += Buffer.byteLength(path) + 1
    if (size > MOST_AT_ONCE) {
      parts.push([])
      size = 0
    }
    parts.at(-1)?.push(path)
  }
  const answers = await Promise.all(parts.map(part => host.ask(fileStates(part, { digest: 'sha256' }))))
  return answers.flat()
}
