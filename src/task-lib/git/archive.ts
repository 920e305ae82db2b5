import type { ApplyContext } from '../../authoring/define.ts'
import { type ChangeInput, type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import { assertDefined } from '../../base/assert-defined.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { joinShell, sh } from '../../shell/quote.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { absolutePath } from '../absolute-path.ts'
import { parentOf, privateFolder } from '../files/staging.ts'
import { mayChangeFiles } from '../may-change.ts'
import { gitFunction, umaskLine } from './git-command.ts'
import type { GitPlan } from './git-plan.ts'
import type { GitParams } from './params.ts'
import type { RepositoryState } from './query-repository.ts'
import type { GitRequest } from './request.ts'

/** The archive of the checked out commit that a task wants. */
export interface GitArchive {
  /** Absolute path of the archive. */
  readonly path: string
  /** The format by its name in git-archive(1). */
  readonly format: string
  /** Prefix of the paths in the archive; empty for none. */
  readonly prefix: string
}

/** Returns the archive format for a file name; undefined if the ending is not one that git knows. */
export function archiveFormat(path: string): string | undefined {
  return /\.(zip|tar|tar\.gz|tgz)$/.exec(path)?.[1]
}

/** Returns the wanted archive; undefined if the task does not want one. */
export async function wantedArchive(
  host: ReadHost,
  { archive, archive_prefix = '' }: GitParams,
): Promise<GitArchive | undefined> {
  if (archive === undefined) return undefined
  const path = plainPath(await absolutePath(host, archive))
  const format = assertDefined(archiveFormat(path), `the format of \`${path}\``)
  return { path, format, prefix: archive_prefix }
}

/** Plans the archive of a repository that needs no other change. `outputs` are the outputs of the task. */
export async function planArchive(
  host: ReadHost,
  { dest, archive }: GitRequest,
  { head, isArchived }: RepositoryState,
  outputs: Outputs,
): Promise<InSync | Plan<GitPlan>> {
  if (archive === undefined || isArchived) return inSync(outputs)
  if (head === null) throw new TaskError(`the repository at \`${dest}\` has no commit that could be archived`)
  const changes = await archiveChanges(host, archive, head)
  const result = plan<GitPlan>(changes, { isNew: false, movesGitDir: false }, outputs)
  return { ...result, mayChange: await mayChangeFiles(host, [archive.path]) }
}

/**
 * Returns the change for the archive of a commit; empty if the task wants no archive. Throws TaskError if a directory
 * is at its path.
 */
export async function archiveChanges(
  host: ReadHost,
  archive: GitArchive | undefined,
  commit: string,
): Promise<ChangeInput[]> {
  if (archive === undefined) return []
  const { path } = archive
  const state = await orUnknownAnswer(host.ask(fileState(path)))
  const file = state instanceof Unknown ? null : (state?.leadsTo ?? state)
  if (file?.kind === 'directory')
    throw new TaskError(`expected a file or nothing at \`${path}\`, found a directory`)
  return [
    {
      resource: `file:${path}`,
      action: file ? 'update' : 'create',
      before: file ? { content: 'other' } : null,
      after: { state: 'file', content: `archive of ${commit}` },
    },
  ]
}

/** Writes the archive that the task wants, if any. It is written completely before it replaces an old one. */
export async function writeArchive(
  { host, params }: ApplyContext<GitParams, GitPlan>,
  { dest, archive, command }: GitRequest,
): Promise<void> {
  if (archive === undefined) return
  const { path, format, prefix } = archive
  await host.run(
    joinShell([
      umaskLine(params.umask),
      privateFolder(host.name, parentOf(path)),
      gitFunction(command),
      sh`(cd ${dest} && g archive --format ${format} --prefix ${prefix} HEAD) >./new && d_rename ./new ${path}`,
    ]),
    { title: `archive ${dest} as ${path}` },
  )
}
