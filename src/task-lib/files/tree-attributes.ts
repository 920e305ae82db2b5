import type { Json } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { accountId, groupId, userId } from '../../remote/probes/account.ts'
import { hasOthers, treeModes } from '../../remote/probes/files/tree.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { known, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import type { Difference } from '../difference.ts'
import { knownAttributes, type WantedAttributes } from './attributes.ts'
import { exactMode, resolveMode } from './mode.ts'

/** The changes to everything below a directory, including the directory itself. */
export interface TreeChange {
  readonly modes: readonly { readonly isDirectory: boolean; readonly from: string; readonly to: string }[]
  readonly owner?: string
  readonly group?: string
}

/**
 * Compares the attributes of everything below a directory with the wanted ones. A symbolic mode is applied to the
 * mode of each file.
 */
export async function compareTree(
  host: ReadHost,
  path: string,
  { mode, owner, group }: WantedAttributes,
): Promise<Difference & { readonly change: TreeChange }> {
  const [modes, isOwnerOff, isGroupOff] = await Promise.all([
    mode === undefined ? [] : orUnknownAnswer(differingModes(host, path, mode)),
    orUnknownAnswer(isForeign(host, path, 'uid', owner)),
    orUnknownAnswer(isForeign(host, path, 'gid', group)),
  ])
  const differing = modes instanceof Unknown ? [] : modes
  const off = knownAttributes({
    owner: isOwnerOff === true ? owner : undefined,
    group: isGroupOff === true ? group : undefined,
  })
  const before: Record<string, Json> = {}
  const after: Record<string, Json> = {}
  const open = Object.fromEntries(
    Object.entries({ 'mode below': modes, 'owner below': isOwnerOff, 'group below': isGroupOff }).filter(
      (each): each is [string, Unknown] => each[1] instanceof Unknown,
    ),
  )
  if (differing.length > 0) {
    before['mode below'] = differing.map(({ from }) => from)
    after['mode below'] = differing.map(({ to }) => to)
  }
  for (const [field, value] of Object.entries(off)) {
    before[`${field} below`] = 'others, too'
    after[`${field} below`] = value
  }
  return { before, after, open, change: { modes: differing, ...off } }
}

async function differingModes(host: ReadHost, path: string, given: string | Unknown) {
  const mode = known(given)
  return (await host.ask(treeModes(path)))
    .map(({ isDirectory, mode: from }) => ({
      isDirectory,
      from,
      to: resolveMode(mode, { mode: from, isDirectory }),
    }))
    .filter(({ from, to }) => from !== to)
}

/** Returns the script that sets the differing attributes below a directory. Links are not followed. */
export function treeScript(path: string, { modes, owner, group }: TreeChange): ShellText {
  const account = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  const chown = account === '' ? [] : [sh`find . -exec chown -h -- ${account} {} + || exit`]
  const chmod = modes.flatMap(({ isDirectory, from, to }) => {
    const kind = isDirectory ? sh`-type d` : sh`! -type d ! -type l`
    // From the deepest entry up: a mode may make the content of a directory inaccessible.
    const set = (now: string): ShellText =>
      sh`find . -depth ${kind} -perm ${now} -exec chmod -- ${exactMode(to)} {} + || exit`
    const isCleared = account !== '' && /^[2467]/.test(from)
    return isCleared ? [set(from), set(withoutSetId(from))] : [set(from)]
  })
  return joinShell([sh`d_enter ${path} || exit`, ...chown, ...chmod])
}

/** Returns a mode without set-user-id and set-group-id bits, as chown leaves it. */
function withoutSetId(mode: string): string {
  return (Number.parseInt(mode, 8) & 0o1777).toString(8).padStart(4, '0')
}

async function isForeign(
  host: ReadHost,
  path: string,
  field: 'uid' | 'gid',
  account: string | Unknown | undefined,
): Promise<boolean> {
  const id = await accountId(host, known(account), field === 'uid' ? userId : groupId)
  if (id === undefined) return false
  return id === null || host.ask(hasOthers(path, { [field]: id }))
}
