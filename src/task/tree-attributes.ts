import type { ReadHost } from '../host/host.ts'
import { accountId, groupId, userId } from '../host/probes/account.ts'
import { hasOthers, treeModes } from '../host/probes/tree.ts'
import { joinShell, type ShellText, sh } from '../host/shell.ts'
import type { Attributes, Difference } from './attributes.ts'
import { given } from './given.ts'
import { resolveMode } from './mode.ts'
import type { Json } from './plan.ts'

/** What is to be set below a directory, the directory itself among it. */
export interface TreeChange {
  readonly modes: readonly { readonly isDirectory: boolean; readonly from: string; readonly to: string }[]
  readonly owner?: string
  readonly group?: string
}

/** Compares everything below a directory with the attributes asked for; symbolic modes apply to each file's own. */
export async function compareTree(
  host: ReadHost,
  path: string,
  { mode, owner, group }: Attributes,
): Promise<Difference & { readonly change: TreeChange }> {
  const [modes, uid, gid] = await Promise.all([
    mode === undefined ? [] : host.ask(treeModes(path)),
    accountId(host, owner, userId),
    accountId(host, group, groupId),
  ])
  const [isOwnerOff, isGroupOff] = await Promise.all([
    isForeign(host, path, 'uid', uid),
    isForeign(host, path, 'gid', gid),
  ])
  const differing = modes
    .map(({ isDirectory, mode: from }) => ({
      isDirectory,
      from,
      to: resolveMode(mode ?? from, { mode: from, isDirectory }),
    }))
    .filter(({ from, to }) => from !== to)
  const off = given({ owner: isOwnerOff ? owner : undefined, group: isGroupOff ? group : undefined })
  const before: Record<string, Json> = {}
  const after: Record<string, Json> = {}
  if (differing.length > 0) {
    before['mode below'] = differing.map(({ from }) => from)
    after['mode below'] = differing.map(({ to }) => to)
  }
  for (const [field, value] of Object.entries(off)) {
    before[`${field} below`] = 'others, too'
    after[`${field} below`] = value
  }
  return { before, after, change: { modes: differing, ...off } }
}

/** The script that sets what differs below a directory; links are not followed. */
export function treeScript(path: string, { modes, owner, group }: TreeChange): ShellText {
  const account = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  const chown = account === '' ? [] : [sh`find . -exec chown -h -- ${account} {} + || exit`]
  const chmod = modes.flatMap(({ isDirectory, from, to }) => {
    const kind = isDirectory ? sh`-type d` : sh`! -type d ! -type l`
    // Deepest first, so that a directory that closes itself is closed last.
    const set = (now: string): ShellText =>
      sh`find . -depth ${kind} -perm ${now} -exec chmod -- ${to} {} + || exit`
    const isCleared = account !== '' && /^[2467]/.test(from)
    return isCleared ? [set(from), set(withoutSetId(from))] : [set(from)]
  })
  return joinShell([sh`d_into ${path} || exit`, ...chown, ...chmod])
}

/** What a change of owner leaves of a file's mode. */
function withoutSetId(mode: string): string {
  return (Number.parseInt(mode, 8) & 0o1777).toString(8).padStart(4, '0')
}

async function isForeign(
  host: ReadHost,
  path: string,
  field: 'uid' | 'gid',
  id: number | null | undefined,
): Promise<boolean> {
  if (id === undefined) return false
  return id === null || host.ask(hasOthers(path, { [field]: id }))
}
