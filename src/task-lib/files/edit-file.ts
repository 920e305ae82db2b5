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

/** What a task wants of a text file: how it is edited, and what becomes of a missing one. */
export interface FileEdit {
  /** Absolute. */
  readonly path: string
  /** What Ansible's module calls the path if nothing is there; `Path` if absent. */
  readonly calls?: 'Destination'
  /** Whether a missing file is made; otherwise it is an error, unless the edit only removes. Absent if the task has no such param. */
  readonly create?: boolean
  /** False replaces a link by the edited file; otherwise the file that it leads to is edited. */
  readonly follow?: boolean
  /** True if the edit only removes: a missing file is right as it is. */
  readonly isRemoval: boolean
  /** What the result says of a missing file that is right as it is; nothing if absent. */
  readonly ifMissing?: string
  /** True also writes a file that was missing if the edit leaves it empty. */
  readonly makesEmpty?: boolean
  /** Mode, owner, group, backup and validation of the file; see `fileOptionsIn`. */
  readonly options: Omit<WantedFile, 'path' | 'content' | 'follow' | 'force'>
  /** Edits the bytes; pure. An edit that changes nothing returns what it was given, and an empty message. */
  readonly edit: (old: Buffer) => Edited
  /** The fields of the result in addition to `path` and `dest`; each edit of a dry run may be unknown. */
  readonly outputs: (edited: Edited | Unknown, isNew: boolean) => Outputs
}

/** What an edit makes of a file. */
export interface Edited {
  readonly bytes: Buffer
  /** What was done; empty if nothing was. */
  readonly message: string
  /** How many lines or matches it concerned. */
  readonly found?: number
  /** Set if the edit would find something to do in what it has made: it would be done again at every run. */
  readonly restless?: Restless | undefined
}

/** Why an edit would be repeated at every run, as the end of a sentence, and what to write instead. */
interface Restless {
  readonly why: string
  readonly hint: string
}

/** The keys of a result that has the fields of an edited file, described. */
export const EDITED_FILE_OUTPUTS = {
  path: FILE_OUTPUTS.path,
  dest: FILE_OUTPUTS.dest,
  ...BACKUP_OUTPUTS,
  rc: 'Only if the task failed: 257 if the file does not exist, 256 if it is a directory.',
} as const

/** Of the context of a check, what the plan of an edit needs. */
type EditContext = Pick<CheckContext<unknown>, 'host' | 'carriedOut' | 'isAnsible'>

/** What `putEditedFile` carries out. */
export interface EditPlan {
  readonly file: FilePlan
  readonly isNew: boolean
}

/**
 * Compares a text file with what an edit makes of it. Throws TaskError for a directory, a broken link that is followed, a missing
 * file that may not be made, or an edit that every run would repeat; such an edit is made with a warning in the dialect of Ansible.
 */
export async function planEditedFile({ host, carriedOut, isAnsible }: EditContext, wanted: FileEdit) {
  const named = plainPath(wanted.path)
  const [asked, bytes] = await Promise.all([
    host.ask(fileState(named)),
    orUnknownAnswer(host.ask(fileContent(named))),
  ])
  const isFollowed = asked?.kind === 'link' && wanted.follow !== false
  const real = isFollowed ? await host.ask(pathToChange(named)) : named
  const path = real ?? named
  const target = throughLink(asked)
  const state = isFollowed ? target : asked
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
  if (real === null) throw brokenLink(named, asked)
  const old = bytes ?? Buffer.alloc(0)
  const edited = orUnknown(() => wanted.edit(known(old)))
  const restless = permittedRestless(edited, isAnsible)
  // It has just been made: to look again would find the same to do.
  if (restless && carriedOut) return inSync(outputsOf(edited))
  const isMade = state !== null || edited instanceof Unknown || edited.message !== '' || wanted.makesEmpty
  if (!isMade) return inSync(outputsOf(edited))
  const content = edited instanceof Unknown ? edited : contentOf(edited.bytes)
  const digest = old instanceof Unknown ? undefined : digestHex(old)
  const file = { ...wanted.options, path, content }
  const result = await planFile(
    host,
    file,
    state?.kind === 'link' ? state : state && withDigest(state, digest),
  )
  const outputs = { ...outputsOf(edited), ...warningsOf(result.outputs, restless) }
  if (result.kind === 'in-sync') return inSync(outputs)
  const made = plan<EditPlan>(result.changes, { file: result.data, isNew: state === null }, outputs)
  return state === null ? { ...made, predicts: [ensuredDirectory(posix.dirname(path))] } : made
}

/**
 * Carries out what `planEditedFile` found; the directory of a new file is made with it. Returns the outputs of the plan, which say what
 * was done: the check after it finds nothing to do.
 */
export async function putEditedFile(host: Host, project: Project, { data, outputs }: Plan<EditPlan>) {
  // One behind the other down the stream: the second needs no answer to the first.
  const parents = data.isNew
    ? host.run(makeParents(data.file.path, host.name), { title: `make the directory of ${data.file.path}` })
    : undefined
  await Promise.all([parents, putFile(host, project, data.file)])
  return outputs
}

/** Why an edit would be repeated, if that is permitted. Throws TaskError if it is not. */
function permittedRestless(edited: Edited | Unknown, isPermitted = false): TaskError | undefined {
  if (edited instanceof Unknown || edited.restless === undefined) return undefined
  const error = restlessEdit(edited.restless)
  if (!isPermitted) throw error
  return error
}

function warningsOf({ warnings }: Outputs, restless: TaskError | undefined): Outputs {
  const others = Array.isArray(warnings) ? warnings : []
  const all = restless === undefined ? others : [...others, restless.message]
  return all.length === 0 ? {} : { warnings: all }
}

function restlessEdit({ why, hint }: Restless): TaskError {
  return new TaskError(`the edit would be repeated at every run: next time ${why}`, { hint })
}

/** A state with the digest of the bytes that were read; what a dry run does not know of it stays so. */
function withDigest(state: FileState, digest: string | undefined): FileState {
  if (digest === undefined) return state
  const fields = Object.getOwnPropertyDescriptors(state)
  return Object.defineProperties(
    {},
    { ...fields, ...Object.getOwnPropertyDescriptors({ digest }) },
  ) as FileState
}
