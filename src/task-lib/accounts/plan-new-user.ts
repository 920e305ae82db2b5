import { type Change, type Json, plan } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { ReadHost } from '../../remote/host.ts'
import { groupId } from '../../remote/probes/account.ts'
import { AGING_FIELDS } from '../../remote/probes/accounts.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { chageOptions, wantedAging } from './aging.ts'
import type { WantedUser } from './compare-user.ts'
import { homeMade, NEVER_THERE } from './home.ts'
import { sshKeyMade, sshKeyPath } from './ssh-key.ts'
import type { UserParams } from './user-params.ts'
import { optionWords, type UserPlan } from './user-plan.ts'

/**
 * The primary group of new users if no group of their own is created. Source: useradd(8), GROUP of
 * /etc/default/useradd.
 */
const DEFAULT_GROUP = 'users'

/**
 * Plans to create a user. If a group with the user's name already exists, the user's primary group is the host's
 * default group, as in Ansible.
 */
export async function planNewUser(host: ReadHost, params: UserParams, { fields, groups }: WantedUser) {
  const { name } = params
  const home = fields.home instanceof Unknown ? undefined : String(fields.home ?? `/home/${name}`)
  const [groupOfName, homeState] = await Promise.all([
    fields.group === undefined ? host.ask(groupId(name)) : null,
    home === undefined ? undefined : orUnknownAnswer(host.ask(fileState(home))),
  ])
  const isInDefaultGroup = groupOfName !== null
  const group = isInDefaultGroup ? DEFAULT_GROUP : fields.group
  const groupNames = groups instanceof Unknown ? groups : groups?.map(each => each.name)
  const aging = Object.fromEntries(
    AGING_FIELDS.map(field => [field, orUnknown(() => wantedAging(params, field))]),
  )
  const makesHome = isTrue(() => params.create_home) && home !== NEVER_THERE
  const hasSshKey = isTrue(() => params.generate_ssh_key)
  const sshKey = hasSshKey && home !== undefined ? sshKeyPath(params, home) : undefined
  const after = omitUndefined({ ...fields, group, groups: groupNames, ...aging, ssh_key_file: sshKey })
  const change: Change = { resource: `user:${name}`, action: 'create', before: null, after }
  const data: UserPlan = {
    verb: 'add',
    options: useraddOptions(params, { fields, groupNames, isInDefaultGroup, makesHome }),
    setsPassword: orUnknown(() => params.password) !== undefined,
    lock: isTrue(() => params.password_lock) ? true : null,
    // useradd creates the home directory itself.
    makesHome: false,
    aging: chageOptions(aging),
    ...omitUndefined({ sshKey }),
  }
  const { group: _, ...otherFields } = fields
  const planned = plan<UserPlan>([change], data, {
    ...omitUndefined(otherFields),
    ...{ name, state: 'present' },
    create_home: orUnknown(() => params.create_home),
    system: orUnknown(() => params.system),
  })
  if (!makesHome || home === undefined || homeState !== null) return planned
  const owningGroup = group ?? name
  const key = sshKey === undefined ? [] : sshKeyMade(sshKey, name, owningGroup)
  return { ...planned, predicts: [homeMade(home, name, owningGroup), ...key] }
}

interface NewUser {
  readonly fields: WantedUser['fields']
  readonly groupNames: readonly string[] | Unknown | undefined
  readonly isInDefaultGroup: boolean
  readonly makesHome: boolean
}

function useraddOptions(params: UserParams, { fields, groupNames, ...user }: NewUser): string[] {
  const umask = orUnknown(() => params.umask)
  const values: Record<string, Json | Unknown | undefined> = {
    '-u': fields.uid,
    '-g': fields.group,
    '-c': fields.comment,
    '-d': fields.home,
    '-s': fields.shell,
    '-k': user.makesHome ? orUnknown(() => params.skeleton) : undefined,
    '-K': typeof umask === 'string' ? `UMASK=${umask}` : undefined,
    '-G': groupNames instanceof Unknown ? undefined : groupNames?.join(','),
  }
  // useradd accepts -o only together with -u.
  const isShared = fields.uid !== undefined && isTrue(() => params.non_unique)
  return [
    ...optionWords(values),
    ...(user.isInDefaultGroup ? ['-N'] : []),
    ...(isShared ? ['-o'] : []),
    ...(isTrue(() => params.system) ? ['-r'] : []),
    user.makesHome ? '-m' : '-M',
  ]
}

/** Whether a param is true. An unknown value in a dry run counts as false. */
function isTrue(read: () => boolean | undefined): boolean {
  return orUnknown(read) === true
}
