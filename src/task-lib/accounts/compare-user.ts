import type { Json } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { accountId, groupId } from '../../remote/probes/account.ts'
import { AGING_FIELDS, type AgingField, type UserState } from '../../remote/probes/accounts.ts'
import { orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { type Difference, type FoundDifference, noDifference, noteField } from '../difference.ts'
import { type AgingParams, presentAging, wantedAging } from './aging.ts'
import { type HomeParams, lacksHome } from './home.ts'
import { type GroupMembership, groupOptions, membershipsOf, noGroup } from './memberships.ts'
import { lockOf, type PasswordParams, setsPassword } from './password.ts'
import { lackedSshKey, type SshKeyParams } from './ssh-key.ts'

/**
 * The wanted properties of an account. In a dry run, reading a param with an unknown value throws UnknownValueError.
 */
interface AccountParams extends HomeParams, PasswordParams, AgingParams, SshKeyParams {
  readonly uid?: number | undefined
  readonly group?: string | undefined
  readonly groups?: readonly string[] | undefined
  readonly append: boolean
  readonly comment?: string | undefined
  readonly shell?: string | undefined
}

/** The wanted properties of an account with the GIDs of its groups. In a dry run, some of them may be unknown. */
export interface WantedUser {
  readonly fields: Readonly<
    Record<'uid' | 'group' | 'comment' | 'home' | 'shell', Json | Unknown | undefined>
  >
  /** GID of the wanted primary group; undefined if none is set, or if it is unknown. */
  readonly gid: number | null | undefined
  readonly groups: readonly GroupMembership[] | Unknown | undefined
}

/**
 * Reads the wanted properties from the params and looks up the GIDs of the groups on the host. Throws TaskError for a
 * group that does not exist.
 */
export async function wantedUser(host: ReadHost, params: AccountParams): Promise<WantedUser> {
  const fields = {
    uid: orUnknown(() => params.uid),
    group: orUnknown(() => params.group),
    comment: orUnknown(() => params.comment),
    home: orUnknown(() => params.home),
    shell: orUnknown(() => params.shell),
  }
  const group = fields.group instanceof Unknown ? undefined : fields.group
  const [gid, groups] = await Promise.all([
    orUnknownAnswer(accountId(host, group, groupId)),
    orUnknownAnswer(membershipsOf(host, params)),
  ])
  if (gid === null) throw noGroup(group)
  return { fields, gid: gid instanceof Unknown ? undefined : gid, groups }
}

/** The difference between an account and its wanted properties. */
export interface UserDifference extends Difference {
  readonly membership: ReturnType<typeof groupOptions> | Unknown
}

/** Compares an existing account with its wanted properties. */
export async function compareUser(
  host: ReadHost,
  params: AccountParams,
  seen: UserState,
  wanted: WantedUser,
): Promise<UserDifference> {
  const difference = noDifference()
  comparePasswd(difference, seen, wanted)
  const membership = orUnknown(() => groupOptions(params, seen, wanted.groups))
  noteField(difference, 'groups', membership, found => found && { before: seen.groups, after: found.names })
  const isSet = orUnknown(() => setsPassword(params, seen))
  noteField(difference, 'password', isSet, isOther => (isOther ? { after: '(set)' } : undefined))
  const lock = orUnknown(() => lockOf(params, seen))
  noteField(difference, 'password_lock', lock, after => (after === null ? undefined : { after }))
  const isHomeless = await orUnknownAnswer(lacksHome(host, params, seen))
  noteField(difference, 'home_directory', isHomeless, lacks => (lacks ? { after: 'made' } : undefined))
  for (const field of AGING_FIELDS) compareAging(difference, field, params, seen)
  const home = wanted.fields.home ?? seen.home
  const key = home instanceof Unknown ? home : await orUnknownAnswer(lackedSshKey(host, params, String(home)))
  noteField(difference, 'ssh_key_file', key, after => (after === undefined ? undefined : { after }))
  return { ...difference, membership }
}

/** Compares the fields that are stored in /etc/passwd. */
function comparePasswd(difference: FoundDifference, seen: UserState, { fields, gid }: WantedUser): void {
  for (const [field, value] of Object.entries(fields)) {
    const before = seen[field as keyof typeof fields]
    const isSameGroup = field === 'group' && (gid === seen.gid || value === String(seen.gid))
    noteField(difference, field, value, after =>
      after === undefined || after === before || isSameGroup ? undefined : { before, after },
    )
  }
}

function compareAging(
  difference: FoundDifference,
  field: AgingField,
  params: AgingParams,
  seen: UserState,
): void {
  const wanted = orUnknown(() => wantedAging(params, field))
  noteField(difference, field, wanted, after => {
    if (after === undefined || seen.aging === undefined) return undefined
    const before = presentAging(seen, field)
    return after === before ? undefined : { before, after }
  })
}
