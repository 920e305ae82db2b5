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

/** The plan for a file whose content is created only during apply, such as a new key. */
export type GeneratedFilePlan =
  | KeptFilePlan
  | { readonly do: 'remove'; readonly path: string }
  | ({
      readonly do: 'make'
      readonly path: string
      readonly mode: string
      readonly owner?: string | undefined
      readonly group?: string | undefined
      /** The sha256 of the old file; null if there was none, absent if it is unknown or the path is a link. */
      readonly replaces?: string | null
    } & SecurityAttributes)

/** What exists at the path of a file that a task creates. */
export interface PresentFile {
  /** The state of the file, or of the target if the path is a link; null if it does not exist. */
  readonly state: FileState | null
  readonly isLink: boolean
}

/** The present and the wanted state of a file whose content is created only during apply. */
export interface GeneratedFile {
  /** Absolute path of the file. */
  readonly path: string
  readonly present: PresentFile
  /** Whether the present content stays. */
  readonly isRight: boolean
  readonly params: Attributes
  /** The mode of a new file if the task does not set one. */
  readonly newMode: string
  /** Fields of the change in addition to mode and owner, before and after it. */
  readonly before: { readonly [field: string]: Json }
  readonly after: { readonly [field: string]: Json | Unknown }
  readonly outputs: Outputs
}

/** Descriptions of the outputs of a task that creates a file during apply. */
export const GENERATED_FILE_OUTPUTS = {
  ...PATH_OUTPUTS,
  path: 'The absolute path of the file.',
  filename: 'The same as `path`.',
  state: 'The text `file`; absent if `state` is `absent`.',
  ...BACKUP_OUTPUTS,
} as const

/** The created content, and the outputs that describe it. */
export interface NewContent {
  readonly content: FileWrite['content']
  readonly outputs?: Outputs
}

/** Reads the state of a file, through links. Throws TaskError if the path is not a file. */
export async function readPresentFile(host: ReadHost, path: string): Promise<PresentFile> {
  const seen = await host.ask(fileState(path, { digest: 'sha256' }))
  const isLink = seen?.kind === 'link'
  const state = throughLink(seen)
  if (state === null || state.kind === 'file') return { state, isLink }
  throw new TaskError(`expected a file or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
    hint: 'move it away, or choose another path',
  })
}

/** Plans a file: its content is created if the present one does not stay; otherwise mode and owner are set. */
export async function planGeneratedFile(
  host: ReadHost,
  file: GeneratedFile,
): Promise<InSync | Plan<GeneratedFilePlan>> {
  const { path, present: seen, isRight, outputs } = file
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
  return plan<GeneratedFilePlan>(
    [change],
    { do: 'make', path, ...replacedBy(seen), ...data },
    { ...outputs, path, ...shown },
  )
}

/**
 * Returns the digest of the file that apply may replace. If the file changes between check and apply, it is not
 * replaced.
 */
function replacedBy({ state, isLink }: PresentFile): { readonly replaces?: string | null } {
  if (isLink) return {}
  const digest = orUnknown(() => (state === null ? null : state.digest))
  return digest === undefined || digest instanceof Unknown ? {} : { replaces: digest }
}

/** Plans the removal of a file or link. */
export function planFileRemoval(
  path: string,
  { state, isLink }: PresentFile,
  outputs: Outputs,
): InSync | Plan<GeneratedFilePlan> {
  if (state === null && !isLink) return inSync({ ...outputs, path })
  return plan<GeneratedFilePlan>([fileRemoval(path)], { do: 'remove', path }, { ...outputs, path })
}

/**
 * Applies the plan of `planGeneratedFile` or `planFileRemoval`. `make` creates the content and is called only if the content is
 * needed. Returns the outputs of a created file, or the backup of a removed one.
 */
export async function putGeneratedFile(
  host: Host,
  data: GeneratedFilePlan,
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

/** Renames a file to its backup name instead of removing it, and returns the path of the backup. */
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
