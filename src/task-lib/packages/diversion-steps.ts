import type { ChangeInput } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { KIND_NAMES } from '../files/describe-state.ts'
import type { Diversion } from './diversion.ts'

/** The steps that apply runs, in this order; an absent field is a step that is not needed. */
export interface DivertPlan {
  readonly path: string
  /** Path of the file that is replaced by the moved file. */
  readonly replaces?: string
  readonly removes: boolean
  readonly adds?: Diversion
  readonly rename: boolean
  /** Moves the packages' version of the file from the old to the new diverted path. */
  readonly moves?: { readonly from: string; readonly to: string }
}

/** The changes of files in addition to the diversion itself, and the steps of apply. */
export interface PlannedDiversion {
  readonly changes: readonly ChangeInput[]
  readonly data: DivertPlan
}

/**
 * Plans a changed holder or diverted path: dpkg must remove the diversion and add it again, and the packages' version
 * of the file is moved to the new path.
 */
export async function planOtherDiversion(
  host: ReadHost,
  path: string,
  { now, wanted, there }: { now: Diversion; wanted: Diversion; there: FileState | null },
): Promise<PlannedDiversion> {
  const data = { path, removes: true, adds: wanted, rename: false }
  const isSamePlace = now.divert === wanted.divert
  const old = isSamePlace || there !== null ? null : await host.ask(fileState(now.divert))
  if (old === null) return { changes: [], data }
  const moves = { from: now.divert, to: wanted.divert }
  return { changes: renaming(moves, old), data: { ...data, moves } }
}

/** The diversion that a path has and the one that it should have; exactly one of the two is null. */
export interface SwitchedDiversion {
  readonly path: string
  readonly now: Diversion | null
  readonly wanted: Diversion | null
  /** The files at the path and at the path to which the wanted diversion leads; null if there is none. */
  readonly file: FileState | null
  readonly there: FileState | null
}

/**
 * Plans a diversion that is added or removed and, with `rename`, the move of its file. Throws TaskError if another file
 * is in the way.
 */
export async function switchDiversion(
  host: ReadHost,
  { rename, force }: { readonly rename: boolean; readonly force: boolean },
  { path, now, wanted, file, there }: SwitchedDiversion,
): Promise<PlannedDiversion> {
  const data = { path, removes: wanted === null, ...(wanted ? { adds: wanted } : {}), rename }
  if (!rename) return { changes: [], data }
  const old = now ? await host.ask(fileState(now.divert)) : null
  const [from, to] = wanted ? [path, wanted.divert] : [now?.divert ?? path, path]
  const [source, target] = wanted ? [file, there] : [old, file]
  if (source === null) return { changes: [], data }
  if (target !== null && (!force || target.kind === 'directory'))
    throw new TaskError(`\`${from}\` cannot be moved to \`${to}\`, where a ${KIND_NAMES[target.kind]} is`, {
      hint: 'move it away in an earlier task, or set `force: true` to replace a file',
    })
  const changes = renaming({ from, to }, source, target)
  return { changes, data: target === null ? data : { ...data, replaces: to } }
}

function renaming(
  { from, to }: { from: string; to: string },
  { kind: state }: FileState,
  target: FileState | null = null,
): ChangeInput[] {
  return [
    { resource: `file:${from}`, action: 'delete', before: { state }, after: null },
    {
      resource: `file:${to}`,
      action: target ? 'update' : 'create',
      before: target && { state: target.kind },
      after: { state, from },
    },
  ]
}
