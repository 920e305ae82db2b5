import {
  type Change,
  type InSync,
  inSync,
  type Json,
  type Outputs,
  type Plan,
  plan,
} from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { NAME_BACKUP } from '../../remote/files/atomic-write.ts'
import type { FileWrite } from '../../remote/files/file-write.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { sh } from '../../shell/quote.ts'
import { orUnknown, Unknown } from '../../values/unknown.ts'
import {
  type Attributes,
  attributesIn,
  compareAttributes,
  knownAttributes,
  setAttributes,
} from './attributes.ts'
import { KIND_NAMES } from './describe-state.ts'
import { type KeptFilePlan, planKeptFile } from './kept-file.ts'
import { PATH_OUTPUTS, throughLink } from './path-attributes.ts'
import { setSecurity } from './put-file.ts'
import { fileRemoval, removeFiles } from './remove-files.ts'
import type { SecurityAttributes } from './security.ts'
import { nameOf, parentOf } from './staging.ts'
import { BACKUP_OUTPUTS } from './write-params.ts'
import { writtenAttributes } from './written-attributes.ts'

/** What is done to a file whose content only apply makes, such as a new key. */
export type MadeFilePlan =
  | KeptFilePlan
  | { readonly do: 'remove'; readonly path: string }
  | ({
      readonly do: 'make'
      readonly path: string
      readonly mode: string
      readonly owner?: string | undefined
      readonly group?: string | undefined
      /** The sha256 of the old file, null if there was none; absent if it is unknown or a link. */
      readonly replaces?: string | null
    } & SecurityAttributes)

/** What is at the path of a file that may be made. */
export interface SeenFile {
  /** Of the file, also through a link; null if there is none. */
  readonly state: FileState | null
  readonly isLink: boolean
}

/** A file whose content only apply makes, as it is and as it should be. */
export interface MadeFile {
  /** Absolute. */
  readonly path: string
  readonly seen: SeenFile
  /** Whether the content may stay. */
  readonly isRight: boolean
  readonly params: Attributes
  /** The mode of a new file if none is requested. */
  readonly newMode: string
  /** Fields of the change in addition to mode and owner, before and after. */
  readonly before: { readonly [field: string]: Json }
  readonly after: { readonly [field: string]: Json | Unknown }
  readonly outputs: Outputs
}

/** The keys of a result that has the fields of a file whose content only apply makes, described. */
export const MADE_FILE_OUTPUTS = {
  ...PATH_OUTPUTS,
  path: 'The absolute path of the file.',
  filename: 'The same as `path`.',
  state: 'The text `file`; absent if `state` is `absent`.',
  ...BACKUP_OUTPUTS,
} as const

/** The content of a file that was made, and what results have of it. */
export interface NewContent {
  readonly content: FileWrite['content']
  readonly outputs?: Outputs
}

/** Asks for the file at a path, through links. Throws TaskError if something else is there. */
export async function seeMadeFile(host: ReadHost, path: string): Promise<SeenFile> {
  const seen = await host.ask(fileState(path, { digest: 'sha256' }))
  const isLink = seen?.kind === 'link'
  const state = throughLink(seen)
  if (state === null || state.kind === 'file') return { state, isLink }
  throw new TaskError(`expected a file or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
    hint: 'move it away, or choose another path',
  })
}

/** Plans a file: made if its content is not right, otherwise mode and owner. */
export async function planMadeFile(host: ReadHost, file: MadeFile): Promise<InSync | Plan<MadeFilePlan>> {
  const { path, seen, isRight, outputs } = file
  const { state, isLink } = seen
  const wanted = attributesIn(file.params)
  const present =
    state === null ? null : { state, difference: await compareAttributes(host, path, state, wanted) }
  if (isRight && present !== null) return planKeptFile(host, { path, isLink, ...present }, outputs)
  const { shown, data } = writtenAttributes(wanted, present, file.newMode)
  const isReplaced = state !== null && !isLink
  const change: Change = {
    resource: `file:${path}`,
    action: state === null ? 'create' : 'update',
    before:
      state === null ? null : { ...file.before, ...knownAttributes({ mode: orUnknown(() => state.mode) }) },
    after: { ...(isReplaced ? {} : { state: 'file' }), ...file.after, ...shown },
  }
  return plan<MadeFilePlan>(
    [change],
    { do: 'make', path, ...replacedBy(seen), ...data },
    { ...outputs, path, ...shown },
  )
}

/** A file that changes between check and apply is not replaced. */
function replacedBy({ state, isLink }: SeenFile): { readonly replaces?: string | null } {
  if (isLink) return {}
  const digest = orUnknown(() => (state === null ? null : state.digest))
  return digest === undefined || digest instanceof Unknown ? {} : { replaces: digest }
}

/** Plans that nothing is at a path. */
export function planNoFile(
  path: string,
  { state, isLink }: SeenFile,
  outputs: Outputs,
): InSync | Plan<MadeFilePlan> {
  if (state === null && !isLink) return inSync({ ...outputs, path })
  return plan<MadeFilePlan>([fileRemoval(path)], { do: 'remove', path }, { ...outputs, path })
}

/**
 * Carries out what `planMadeFile` or `planNoFile` found; `make` gives the content, and is called only if it is needed. Resolves with
 * what results have of a file that was made, or the backup of one that was removed.
 */
export async function putMadeFile(
  host: Host,
  data: MadeFilePlan,
  { make, backup }: { readonly make: () => Promise<NewContent>; readonly backup: boolean },
): Promise<Outputs | undefined> {
  const { path } = data
  if (data.do === 'attributes') {
    await host.run(setAttributes(path, data), { title: `set mode and owner of ${path}` })
    return undefined
  }
  if (data.do === 'remove' && backup) return moveToBackup(host, path)
  if (data.do === 'remove') {
    await removeFiles(host, [path])
    return undefined
  }
  const { mode, owner, group, replaces } = data
  const { content, outputs } = await make()
  await host.write({ path, content, mode, owner, group, backup, replaces })
  await setSecurity(host, path, data)
  return outputs
}

/** A file that is removed is its own backup. */
async function moveToBackup(host: Host, path: string): Promise<Outputs> {
  const { stdout } = await host.run(
    sh`d_enter ${parentOf(path)} && n=${`./${nameOf(path)}`} || exit
test -e "$n" || test -L "$n" || exit 0
${NAME_BACKUP}
d_rename "$n" "$b~" && printf %s "\${b#"$n"}~"`,
    { title: `remove ${path}, keep a backup` },
  )
  const suffix = stdout.toString()
  return suffix === '' ? {} : { backup_file: `${path}${suffix}` }
}
