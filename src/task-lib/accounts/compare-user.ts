import type { Json } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { accountId, groupId } from '../../remote/probes/account.ts'
import { AGING_FIELDS, type UserState } from '../../remote/probes/accounts.ts'
import { orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { type AgingParams, presentAging, wantedAging } from './aging.ts'
import { type HomeParams, lacksHome } from './home.ts'
import { type GroupMembership, groupOptions, membershipsOf, noGroup } from './memberships.ts'
import { lockOf, type PasswordParams, setsPassword } from './password.ts'
import { lackedSshKey, type SshKeyParams } from './ssh-key.ts'

/** What a task asks of an account. In a dry run, reading one may throw. */
interface AccountParams extends HomeParams, PasswordParams, AgingParams, SshKeyParams {
  readonly uid?: number | undefined
  readonly group?: string | undefined
  readonly groups?: readonly string[] | undefined
  readonly append: boolean
  readonly comment?: string | undefined
  readonly shell?: string | undefined
}

/** What is wanted of the account; in a dry run, some of it may be unknown. */
export interface WantedUser {
  readonly fields: Readonly<
    Record<'uid' | 'group' | 'comment' | 'home' | 'shell', Json | Unknown | undefined>
  >
  /** The primary group's number. */
  readonly gid: number | null | undefined
  readonly groups: readonly GroupMembership[] | Unknown | undefined
}

/**
 * Finds what is wanted of an account, with the numbers of its groups. Throws TaskError for a group that
 * does not exist.
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

/** How an account differs from what is wanted; what cannot be known yet is in `open`, by field. */
export interface UserDifference {
  readonly before: Record<string, Json>
  readonly after: Record<string, Json>
  readonly open: Record<string, Unknown>
  readonly membership: ReturnType<typeof groupOptions> | Unknown
}

/** Compares an account that exists with what is wanted of it. */
export async function compareUser(
  host: ReadHost,
  params: AccountParams,
  seen: UserState,
  { fields, gid, groups }: WantedUser,
): Promise<UserDifference> {
  const [before, after, open]: [Record<string, Json>, Record<string, Json>, Record<string, Unknown>] = [
    {},
    {},
    {},
  ]
  const take = <T>(field: string, wanted: T | Unknown, differ: (wanted: T) => void): void => {
    if (wanted instanceof Unknown) open[field] = wanted
    else differ(wanted)
  }
  for (const [field, value] of Object.entries(fields)) {
    const now = seen[field as keyof typeof fields] as Json
    const isRight = field === 'group' && (gid === seen.gid || value === String(seen.gid))
    take(field, value, wanted => {
      if (wanted === undefined || wanted === now || isRight) return
      before[field] = now
      after[field] = wanted
    })
  }
  const membership = orUnknown(() => groupOptions(params, seen, groups))
  take('groups', membership, wanted => {
    if (!wanted) return
    before.groups = seen.groups
    after.groups = wanted.names
  })
  take(
    'password',
    orUnknown(() => setsPassword(params, seen)),
    isSet => {
      if (isSet) after.password = '(set)'
    },
  )
  take(
    'password_lock',
    orUnknown(() => lockOf(params, seen)),
    lock => {
      if (lock !== null) after.password_lock = lock
    },
  )
  take('home_directory', await orUnknownAnswer(lacksHome(host, params, seen)), isMade => {
    if (isMade) after.home_directory = 'made'
  })
  for (const field of AGING_FIELDS)
    take(
      field,
      orUnknown(() => wantedAging(params, field)),
      wanted => {
        if (wanted === undefined || seen.aging === undefined || wanted === presentAging(seen, field)) return
        before[field] = presentAging(seen, field)
        after[field] = wanted
      },
    )
  const home = fields.home ?? seen.home
  const key = home instanceof Unknown ? home : await orUnknownAnswer(lackedSshKey(host, params, String(home)))
  take('ssh_key_file', key, path => {
    if (path !== undefined) after.ssh_key_file = path
  })
  return { before, after, open, membership }
}
