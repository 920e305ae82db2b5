import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { accountId, groupId } from '../../remote/probes/account.ts'
import type { UserState } from '../../remote/probes/accounts.ts'
import { known, type Unknown } from '../../values/unknown.ts'

/** A supplementary group as it is written in the task, and its GID. */
export interface GroupMembership {
  readonly name: string
  readonly gid: number
}

/**
 * Looks up the GIDs of the groups in the param `groups`; undefined if it is not set. Throws TaskError for a group
 * that does not exist.
 */
export async function membershipsOf(
  host: ReadHost,
  { groups }: { readonly groups?: readonly string[] | undefined },
): Promise<GroupMembership[] | undefined> {
  const names = groups?.flatMap(group => group.split(',')).filter(group => group !== '')
  if (!names) return undefined
  const gids = await Promise.all(names.map(name => accountId(host, name, groupId)))
  return names.map((name, nth) => {
    const gid = gids[nth] ?? null
    if (gid === null) throw noGroup(name)
    return { name, gid }
  })
}

/**
 * Returns the options of usermod that set the supplementary groups, and the resulting groups; undefined if the groups
 * are already correct. Groups of a directory service are not touched, because usermod cannot remove a user from them.
 */
export function groupOptions(
  params: { readonly append: boolean },
  seen: UserState,
  asked: readonly GroupMembership[] | Unknown | undefined,
) {
  const wanted = known(asked)
  if (wanted === undefined) return undefined
  const others = wanted.filter(({ name, gid }) => name !== seen.group && gid !== seen.gid)
  const isIn = ({ name, gid }: GroupMembership): boolean =>
    seen.groups.includes(name) || seen.gids.includes(gid)
  const isWanted = ({ name, gid }: GroupMembership): boolean =>
    others.some(other => other.name === name || other.gid === gid)
  const missing = others.filter(each => !isIn(each)).map(each => each.name)
  const local = seen.localGroups.map(each => each.name)
  if (missing.length > 0 && params.append)
    return { names: sorted([...seen.groups, ...missing]), options: ['-a', '-G', missing.join(',')] }
  const isTooMany = !params.append && seen.localGroups.some(each => !isWanted(each))
  if (missing.length === 0 && !isTooMany) return undefined
  const beyond = seen.groups.filter(name => !local.includes(name))
  const names = others.map(each => each.name)
  return { names: sorted([...beyond, ...names]), options: ['-G', names.join(',')] }
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}

/** Returns the error for a group that does not exist. */
export function noGroup(name = ''): TaskError {
  return new TaskError(`there is no group \`${name}\``, {
    outputs: { msg: `Group ${name} does not exist` },
    hint: `create it in an earlier task: \`group: ${name}\``,
  })
}
