import type { CheckContext } from '../authoring/define.ts'
import { type Change, type InSync, inSync } from '../authoring/plan.ts'
import { hasWildcards } from '../base/glob.ts'
import { omitUndefined } from '../base/omit-undefined.ts'
import type { ReadHost } from '../remote/host.ts'
import { probe } from '../remote/probe.ts'
import { pathExists } from '../remote/probes/files/exists.ts'
import { joinShell, sh } from '../shell/quote.ts'
import { orUnknown, type Unknown } from '../values/unknown.ts'
import { absolutePath } from './absolute-path.ts'
import { type CommandParams, inPlace } from './commands.ts'
import { spanOf } from './time-span.ts'

/** A command that is skipped because of one of its guards (`creates`, `removes`, `unless` or `onlyif`). */
interface LeftOut {
  readonly reason: string
  /** Ansible's output if `creates` or `removes` is the reason; otherwise empty. */
  readonly stdout: string
  /** Ansible's `msg` if `creates` or `removes` is the reason; otherwise absent. */
  readonly msg?: string
}

/** Returns why the guards skip the command; undefined if it should run. */
export async function guardedBy(
  { host, environment, isCheckMode }: Pick<CheckContext<unknown>, 'host' | 'environment' | 'isCheckMode'>,
  params: Pick<CommandParams, 'creates' | 'removes' | 'unless' | 'onlyif' | 'chdir'>,
): Promise<LeftOut | undefined> {
  const { unless, onlyif } = params
  const [creates, removes] = await Promise.all(
    [params.creates, params.removes].map(path => path && guardPath(host, path, params.chdir)),
  )
  const isGuarded = unless !== undefined || onlyif !== undefined
  const asks = (command: string) => host.ask(succeeds(command, params.chdir, isGuarded ? environment : {}))
  const [guard, isNeedless, isWanted] = await Promise.all([
    pathGuard(host, { creates, removes }),
    unless === undefined ? false : asks(unless),
    onlyif === undefined ? true : asks(onlyif),
  ])
  if (guard) {
    const { param, path, why } = guard
    // Ansible's messages contain the path as it is written in the task.
    const written = params[param] ?? ''
    return {
      reason: `\`${path}\` ${why}`,
      stdout: `skipped, since ${written} ${why}`,
      msg: `${isCheckMode ? 'Would' : 'Did'} not run command since '${written}' ${why}`,
    }
  }
  if (isNeedless) return { reason: `\`${unless}\` succeeds`, stdout: '' }
  if (!isWanted) return { reason: `\`${onlyif}\` fails`, stdout: '' }
  return undefined
}

/** The guard `creates` or `removes` that makes a command unnecessary, and its path. */
interface PathGuard {
  readonly param: 'creates' | 'removes'
  readonly path: string
  readonly why: 'exists' | 'does not exist'
}

/**
 * Checks whether a command is unnecessary because the path `creates` exists or `removes` does not exist. Returns
 * undefined if the command should run. Both paths are absolute and may have wildcards.
 */
export async function pathGuard(
  host: ReadHost,
  { creates, removes }: { readonly creates?: string | undefined; readonly removes?: string | undefined },
): Promise<PathGuard | undefined> {
  const [isCreated, isThere] = await Promise.all([
    creates === undefined ? false : host.ask(pathExists(creates)),
    removes === undefined ? true : host.ask(pathExists(removes)),
  ])
  if (creates !== undefined && isCreated) return { param: 'creates', path: creates, why: 'exists' }
  if (removes !== undefined && !isThere) return { param: 'removes', path: removes, why: 'does not exist' }
  return undefined
}

/** Returns the result of a command that was skipped because of a guard. */
export function leftOut({ reason, stdout, msg }: LeftOut, cmd: string | readonly string[] | Unknown): InSync {
  const now = new Date()
  return inSync(
    {
      rc: 0,
      cmd,
      ...omitUndefined({ msg }),
      stdout,
      stderr: '',
      stdout_lines: stdout === '' ? [] : [stdout],
      stderr_lines: [],
      ...spanOf(now, now),
    },
    { message: reason },
  )
}

/**
 * Returns the predicted change for the path that a command creates (`creates`). The type of the new file is unknown
 * before the run. Returns no change if `creates` is unset, unknown or has wildcards.
 */
export async function createdBy(
  host: ReadHost,
  params: Pick<CommandParams, 'creates' | 'chdir'>,
): Promise<Change[]> {
  const creates = orUnknown(() => params.creates)
  if (typeof creates !== 'string' || hasWildcards(creates)) return []
  const chdir = orUnknown(() => params.chdir)
  if (typeof chdir === 'object') return []
  const path = await guardPath(host, creates, chdir)
  return [{ resource: `file:${path}`, action: 'create', before: null, after: { state: 'something' } }]
}

/**
 * Returns the absolute form of a path in `creates` or `removes`: as in Ansible, a relative one starts in the working
 * directory of the command.
 */
async function guardPath(host: ReadHost, path: string, chdir: string | undefined): Promise<string> {
  const isRelative = chdir !== undefined && !/^[/~]/.test(path)
  return absolutePath(host, isRelative ? `${chdir.replace(/\/$/, '')}/${path}` : path)
}

function succeeds(command: string, chdir: string | undefined, environment: Readonly<Record<string, string>>) {
  return probe({
    title: `whether \`${command}\` succeeds`,
    command,
    script: joinShell([
      sh`(`,
      inPlace(sh`exec /bin/sh -c ${command} </dev/null >/dev/null 2>&1`, chdir, environment),
      sh`)
test $? -eq 0`,
    ]),
    answers: [0, 1],
    parse: ({ status }) => status === 0,
  })
}
