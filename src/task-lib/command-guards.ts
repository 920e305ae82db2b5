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

/** Why the guards leave a command out. */
interface LeftOut {
  readonly reason: string
  /** As in Ansible, if `creates` or `removes` is the reason. */
  readonly stdout: string
  /** The same. */
  readonly msg?: string
}

/** Why the guards skip the command, or nothing if it should run. */
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
    // Ansible names a path as it is written.
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

/** Why `creates` or `removes` makes a command needless. */
interface PathGuard {
  readonly param: 'creates' | 'removes'
  readonly path: string
  readonly why: 'exists' | 'does not exist'
}

/** Asks whether absolute paths make a command needless; undefined if it should run. Wildcards are allowed. */
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

/** The result of a command that its guards leave out. */
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

/** The path that a command creates if it does not exist: its type is unknown before the run. */
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

/** As in Ansible, what `creates` and `removes` name is in the directory of the command, unless it is absolute. */
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
