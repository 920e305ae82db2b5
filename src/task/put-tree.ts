import { TaskError } from '../errors.ts'
import type { Host, ReadHost } from '../host/host.ts'
import { fileStates } from '../host/probes/file.ts'
import type { FileState } from '../host/probes/stat-line.ts'
import { accountOf } from '../host/put.ts'
import { joinShell, sh } from '../host/shell.ts'
import { INTO_PLACE, makeEach, nameOf, parentOf, privateFolder } from './into-place.ts'
import { type Change, type InSync, inSync, type Outputs, type Plan, plan } from './plan.ts'
import type { Project } from './project.ts'
import { type FilePlan, KIND_NAMES, openFile, planFile, type WantedFile } from './put-file.ts'

/** One thing of a tree as it shall be on the host, parents before what is in them. */
export type WantedEntry =
  | {
      readonly kind: 'directory'
      readonly path: string
      readonly mode: string
      readonly owner?: string | undefined
      readonly group?: string | undefined
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | ({ readonly kind: 'file' } & WantedFile)

/** What `putTree` carries out. */
export interface TreePlan {
  readonly directories: readonly {
    readonly path: string
    readonly mode: string
    readonly owner?: string | undefined
    readonly group?: string | undefined
  }[]
  readonly links: readonly { readonly path: string; readonly target: string }[]
  readonly files: readonly FilePlan[]
}

/** Compares a whole tree with what is on the host, in one question however many files it has. */
export async function planTree(
  host: ReadHost,
  entries: readonly WantedEntry[],
  outputs: Outputs,
): Promise<InSync | Plan<TreePlan>> {
  const states = await askStates(
    host,
    entries.map(entry => entry.path),
  )
  const directories: TreePlan['directories'][number][] = []
  const links: TreePlan['links'][number][] = []
  const files: FilePlan[] = []
  const changes: Change[] = []
  for (const [index, entry] of entries.entries()) {
    const state = states[index] ?? null
    if (entry.kind === 'file') {
      const result = await planFile(host, entry, state)
      if (result.kind === 'in-sync') continue
      changes.push(...result.changes)
      files.push(result.data)
    } else if (entry.kind === 'directory') {
      if (isDirectory(entry.path, state)) continue
      const { path, mode, owner, group } = entry
      directories.push({ path, mode, owner, group })
      changes.push({
        resource: `file:${path}`,
        action: 'create',
        before: null,
        after: { state: 'directory', mode },
      })
    } else {
      if (state?.kind === 'link' && state.target === entry.target) continue
      links.push({ path: entry.path, target: entry.target })
      changes.push({
        resource: `file:${entry.path}`,
        action: state ? 'update' : 'create',
        before: state && { state: state.kind, ...(state.target === undefined ? {} : { src: state.target }) },
        after: { state: 'link', src: entry.target },
      })
    }
  }
  return changes.length === 0
    ? inSync(outputs)
    : plan<TreePlan>(changes, { directories, links, files }, outputs)
}

/** Carries out what `planTree` found: directories first, then files, then links. */
export async function putTree(
  host: Host,
  project: Project,
  { directories, links, files }: TreePlan,
): Promise<void> {
  if (directories.length > 0) {
    const made = directories.map(each => ({ ...each, account: accountOf(each) }))
    await host.run(makeEach(made, host.name), { title: `make ${directories.length} directories` })
  }
  const errors: unknown[] = []
  for (let at = 0; at < files.length; at += MOST_FILES) {
    // Opened first, so that what is written in one turn travels together.
    const ready = await Promise.all(files.slice(at, at + MOST_FILES).map(file => openFile(project, file)))
    const done = await Promise.allSettled(ready.map(put => put(host)))
    errors.push(...done.flatMap(each => (each.status === 'rejected' ? [each.reason] : [])))
    if (errors.length > 0) throw errors[0]
  }
  for (const { path, target } of links) {
    await host.run(
      joinShell([
        INTO_PLACE,
        privateFolder(host.name, parentOf(path)),
        sh`ln -s -- ${target} new && into_place new ${`../${nameOf(path)}`} || exit`,
      ]),
      { title: `link ${path}` },
    )
  }
}

/** The most files of a tree that are open, or in memory where they are small, at a time. */
const MOST_FILES = 200

function isDirectory(path: string, state: FileState | null): boolean {
  if (state === null) return false
  const kind = state.leadsTo?.kind ?? state.kind
  if (kind === 'directory') return true
  throw new TaskError(`expected a directory or nothing at \`${path}\`, found a ${KIND_NAMES[kind]}`, {
    hint: 'move it away, or choose another path',
  })
}

// Far below the limit that Linux sets to one program's arguments.
const MOST_AT_ONCE = 65_536

/** Asks what stands at many paths, with the sha256 of files: in parts that fit a command line, all in one breath. */
export async function askStates(
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
