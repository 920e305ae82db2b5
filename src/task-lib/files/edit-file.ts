import { posix } from 'node:path'
import type { CheckContext } from '../../authoring/define.ts'
import { inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import type { Project } from '../../authoring/project.ts'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { known, orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { contentOf, digestHex } from './content.ts'
import { brokenLink } from './edited-file.ts'
import { FILE_OUTPUTS } from './file-outputs.ts'
import { ensuredDirectory } from './missing-parents.ts'
import { throughLink } from './path-attributes.ts'
import { type FilePlan, planFile } from './plan-file.ts'
import { putFile } from './put-file.ts'
import { makeParents } from './staging.ts'
import type { WantedFile } from './wanted-file.ts'
import { BACKUP_OUTPUTS } from './write-params.ts'

/** How a task edits a text file, and what it does if the file does not exist. */
export interface FileEdit {
  /** Absolute path of the file. */
  readonly path: string
  /** The word for the path in the error message of Ansible's module if the file does not exist; `Path` if absent. */
  readonly calls?: 'Destination'
  /**
   * Whether a missing file is created. If not, a missing file is an error, unless the edit only removes. Absent if
   * the task type has no such param.
   */
  readonly create?: boolean
  /** True or absent: the target of a symbolic link is edited. False: the link is replaced by the edited file. */
  readonly follow?: boolean
  /** True if the edit only removes something. A missing file is then already in the wanted state. */
  readonly isRemoval: boolean
  /** The message if the file is missing and already in the wanted state; empty if absent. */
  readonly ifMissing?: string
  /** True if a missing file is also created when the edit leaves it empty. */
  readonly makesEmpty?: boolean
  /** Mode, owner, group, backup and validation of the file; see `fileOptionsIn`. */
  readonly options: Omit<WantedFile, 'path' | 'content' | 'follow' | 'force'>
  /**
   * Returns the edited content, without side effects. If nothing changes, returns the same bytes and an empty
   * message.
   */
  readonly edit: (old: Buffer) => Edited
  /** Returns the outputs in addition to `path` and `dest`. In a dry run, the edit may be unknown. */
  readonly outputs: (edited: Edited | Unknown, isNew: boolean) => Outputs
}

/** The result of an edit. */
export interface Edited {
  readonly bytes: Buffer
  /** What the edit changed, for the result; empty if it changed nothing. */
  readonly message: string
  /** Number of lines or matches that the edit changed. */
  readonly found?: number
  /** Set if the edit would change its own result again, so that every run would repeat it. */
  readonly notIdempotent?: NotIdempotent | undefined
}

/** Why an edit would be repeated on every run (the end of a sentence), and what to write instead. */
interface NotIdempotent {
  readonly why: string
  readonly hint: string
}

/** Descriptions of the outputs that all task types which edit a file have. */
export const EDITED_FILE_OUTPUTS = {
  path: FILE_OUTPUTS.path,
  dest: FILE_OUTPUTS.dest,
  ...BACKUP_OUTPUTS,
  rc: 'Only if the task failed: 257 if the file does not exist, 256 if it is a directory.',
} as const

/** The parts of a check's context that planning an edit needs. */
type EditContext = Pick<CheckContext<unknown>, 'host' | 'carriedOut' | 'isAnsible'>

/** The plan that `putEditedFile` applies. */
export interface EditPlan {
  readonly file: FilePlan
  readonly isNew: boolean
}

/**
 * Compares a text file with the result of an edit. Throws TaskError for a directory, a broken link that is to be
 * followed, a missing file that must not be created, or an edit that would be repeated on every run. In the dialect
 * of Ansible, such an edit is only reported as a warning.
 */
export async function planEditedFile({ host, carriedOut, isAnsible }: EditContext, wanted: FileEdit) {
  const named = plainPath(wanted.path)
  const [present, bytes] = await Promise.all([
    host.ask(fileState(named)),
    orUnknownAnswer(host.ask(fileContent(named))),
  ])
  const isFollowed = present?.kind === 'link' && wanted.follow !== false
  const real = isFollowed ? await host.ask(pathToChange(named)) : named
  const path = real ?? named
  const target = throughLink(present)
  const state = isFollowed ? target : present
  if (target?.kind === 'directory') {
    throw new TaskError(`expected a file at \`${path}\`, found a directory`, {
      outputs: { rc: 256, msg: `Path ${path} is a directory !` },
    })
  }
  const nothing = { bytes: Buffer.alloc(0), message: wanted.ifMissing ?? '', found: 0 }
  const outputsOf = (edited: Edited | Unknown): Outputs => ({
    path,
    dest: path,
    ...wanted.outputs(edited, target === null),
  })
  if (target === null && wanted.isRemoval) return inSync(outputsOf(nothing))
  if (target === null && !wanted.create)
    throw new TaskError(`\`${path}\` does not exist`, {
      hint: wanted.create === false ? 'set `create: true` to create it' : 'create it in an earlier task',
      outputs: { rc: 257, msg: `${wanted.calls ?? 'Path'} ${path} does not exist !` },
    })
  if (real === null) throw brokenLink(named, present)
  const old = bytes ?? Buffer.alloc(0)
  const edited = orUnknown(() => wanted.edit(known(old)))
  const warning = idempotencyWarning(edited, isAnsible)
  // The edit has just been applied; another check would find the same difference again.
  if (warning && carriedOut) return inSync(outputsOf(edited))
  const isWritten = state !== null || edited instanceof Unknown || edited.message !== '' || wanted.makesEmpty
  if (!isWritten) return inSync(outputsOf(edited))
  const content = edited instanceof Unknown ? edited : contentOf(edited.bytes)
  const digest = old instanceof Unknown ? undefined : digestHex(old)
  const file = { ...wanted.options, path, content }
  const result = await planFile(
    host,
    file,
    state?.kind === 'link' ? state : state && withDigest(state, digest),
  )
  const outputs = { ...outputsOf(edited), ...warningsOf(result.outputs, warning) }
  if (result.kind === 'in-sync') return inSync(outputs)
  const planned = plan<EditPlan>(result.changes, { file: result.data, isNew: state === null }, outputs)
  return state === null ? { ...planned, predicts: [ensuredDirectory(posix.dirname(path))] } : planned
}

/**
 * Applies the plan of `planEditedFile`. If the file is new, its directory is created too. Returns the outputs of the
 * plan, which describe the edit: the check after it finds nothing to change.
 */
export async function putEditedFile(host: Host, project: Project, { data, outputs }: Plan<EditPlan>) {
  // Both requests are sent without waiting in between: the second does not need the response to the first.
  const parents = data.isNew
    ? host.run(makeParents(data.file.path, host.name), { title: `make the directory of ${data.file.path}` })
    : undefined
  await Promise.all([parents, putFile(host, project, data.file)])
  return outputs
}

/**
 * Returns the warning about an edit that would be repeated on every run, if that is permitted. Throws it as a
 * TaskError if not.
 */
function idempotencyWarning(edited: Edited | Unknown, isPermitted = false): TaskError | undefined {
  if (edited instanceof Unknown || edited.notIdempotent === undefined) return undefined
  const error = notIdempotentError(edited.notIdempotent)
  if (!isPermitted) throw error
  return error
}

function warningsOf({ warnings }: Outputs, warning: TaskError | undefined): Outputs {
  const others = Array.isArray(warnings) ? warnings : []
  const all = warning === undefined ? others : [...others, warning.message]
  return all.length === 0 ? {} : { warnings: all }
}

function notIdempotentError({ why, hint }: NotIdempotent): TaskError {
  return new TaskError(`the edit would be repeated at every run: next time ${why}`, { hint })
}

/**
 * Returns a state with the digest of the bytes that were read. Properties that are unknown in a dry run are copied
 * without being read.
 */
function withDigest(state: FileState, digest: string | undefined): FileState {
  if (digest === undefined) return state
  const fields = Object.getOwnPropertyDescriptors(state)
  return Object.defineProperties(
    {},
    { ...fields, ...Object.getOwnPropertyDescriptors({ digest }) },
  ) as FileState
}
