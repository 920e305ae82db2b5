import type { ApplyContext } from '../../authoring/define.ts'
import { programText } from '../../base/program-text.ts'
import { TaskError } from '../../errors.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import { absolutePath } from '../absolute-path.ts'
import { depthOf, refspecsFor, startOf, submodulesOf } from './fetch-options.ts'
import { flagWord, gitFunction, umaskLine } from './git-command.ts'
import { gitHint } from './git-failure.ts'
import type { GitPlan } from './git-plan.ts'
import type { GitParams } from './params.ts'
import type { GitRequest } from './request.ts'
import { commitOf, type Wanted } from './version.ts'

/** Program that clones or updates a repository. The file describes its positional parameters. */
const BRING = new ShellText(programText(new URL('./bring.sh', import.meta.url)))

/**
 * Clones or updates a repository and returns the commit that it has afterwards. Throws TaskError with git's error
 * message.
 */
export async function bringRepository(
  { host, params, plan }: ApplyContext<GitParams, GitPlan>,
  { dest, url, separateGitDir = '', command }: GitRequest,
  wanted: Wanted,
): Promise<string> {
  const { isNew, movesGitDir } = plan.data
  const reference = params.reference === undefined ? '' : await absolutePath(host, params.reference)
  const words = [
    ...[dest, flagWord(isNew), flagWord(params.bare), params.remote, url],
    ...[String(depthOf(params, wanted) ?? ''), startOf(params, wanted), flagWord(params.single_branch)],
    ...[reference, separateGitDir, flagWord(movesGitDir), flagWord(params.force)],
    ...[branchOf(wanted), commitOf(wanted), submodulesOf(params) ?? ''],
    ...refspecsFor(params, wanted, isNew),
  ]
  const title = `${isNew ? 'clone' : 'update'} ${dest}`
  const script = joinShell([umaskLine(params.umask), gitFunction(command), sh`set -- ${words}`, BRING])
  const answer = await host.run(script, { title, ok: 'any' })
  const errorOutput = answer.stderr.toString().trim()
  if (answer.status === 0) return answer.stdout.toString().trim().split('\n').at(-1) ?? ''
  throw new TaskError(`cannot ${title}: ${errorOutput}`, { hint: gitHint(errorOutput) })
}

/** Returns the local branch to check out: `HEAD` for the default branch of a clone, empty for none. */
function branchOf({ kind, name }: Wanted): string {
  if (kind === 'head') return 'HEAD'
  return kind === 'branch' ? name.replace('refs/heads/', '') : ''
}
