import { inSync, plan } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { UserState } from '../../remote/probes/accounts.ts'
import { orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { differs } from '../difference.ts'
import { chageOptions } from './aging.ts'
import { compareUser, type UserDifference, type WantedUser } from './compare-user.ts'
import { homeMade, homeMoved } from './home.ts'
import { sshKey, sshKeyMade, sshKeyPath } from './ssh-key.ts'
import type { UserParams } from './user-params.ts'
import { notLocal, optionWords, type UserPlan } from './user-plan.ts'

/**
 * Compares an existing user with the wanted properties and plans the changes. Throws TaskError if a property must
 * change of a user who is known only to a directory service such as LDAP.
 */
export async function planChangedUser(
  host: ReadHost,
  params: UserParams,
  seen: UserState,
  wanted: WantedUser,
) {
  const { name } = params
  const { fields } = wanted
  const difference = await compareUser(host, params, seen, wanted)
  const outputs = {
    ...outputsOf(name, seen, wanted, difference),
    append: orUnknown(() => params.append),
    move_home: orUnknown(() => params.move_home),
  }
  if (!differs(difference))
    return inSync({ ...outputs, ...(await presentKey(host, params, fields.home, seen)) })
  const { before, after, open } = difference
  const inPasswd = Object.keys(after).filter(field => field !== 'home_directory' && field !== 'ssh_key_file')
  if (!seen.isLocal && inPasswd.length > 0) throw notLocal(name, `its ${inPasswd.join(', ')}`)
  const change = { resource: `user:${name}`, action: 'update', before, after: { ...after, ...open } }
  const data = modification(params, difference)
  const planned = plan<UserPlan>([change], data, outputs)
  const home = fields.home ?? seen.home
  if (home instanceof Unknown) return planned
  const group = fields.group ?? seen.group
  const key = data.sshKey === undefined ? [] : sshKeyMade(data.sshKey, name, group)
  if (data.makesHome) return { ...planned, predicts: [homeMade(String(home), name, group), ...key] }
  const isMoved = data.options.includes('-m') && orUnknown(() => seen.hasHome) === true
  const moved = isMoved ? homeMoved(seen.home, String(home)) : []
  return moved.length + key.length > 0 ? { ...planned, predicts: [...moved, ...key] } : planned
}

/** Returns the outputs about the ssh key of a user who already has one. */
async function presentKey(host: ReadHost, params: UserParams, home: unknown, seen: UserState) {
  if (orUnknown(() => params.generate_ssh_key) !== true || home instanceof Unknown) return {}
  const found = await orUnknownAnswer(host.ask(sshKey(sshKeyPath(params, String(home ?? seen.home)))))
  return found instanceof Unknown ? {} : found
}

/** Returns the plan's data: the options of usermod and chage, and the other steps. */
function modification(params: UserParams, { after, membership }: UserDifference): UserPlan {
  const values = {
    '-u': after.uid,
    '-g': after.group,
    '-c': after.comment,
    '-d': after.home,
    '-s': after.shell,
  }
  const groups = membership instanceof Unknown ? undefined : membership?.options
  const isMoved = after.home !== undefined && orUnknown(() => params.move_home) === true
  const isShared = after.uid !== undefined && orUnknown(() => params.non_unique) === true
  const lock = after.password_lock
  const sshKeyFile = after.ssh_key_file
  return {
    verb: 'modify',
    options: [
      ...optionWords(values),
      ...(groups ?? []),
      ...(isMoved ? ['-m'] : []),
      ...(isShared ? ['-o'] : []),
    ],
    setsPassword: after.password !== undefined,
    lock: typeof lock === 'boolean' ? lock : null,
    makesHome: after.home_directory !== undefined,
    aging: chageOptions(after),
    ...(typeof sshKeyFile === 'string' ? { sshKey: sshKeyFile } : {}),
  }
}

function outputsOf(
  name: string,
  seen: UserState,
  { fields, gid }: WantedUser,
  { membership }: UserDifference,
) {
  const groups = membership instanceof Unknown ? undefined : membership?.names
  return omitUndefined({
    name,
    state: 'present',
    uid: fields.uid ?? seen.uid,
    group: gid ?? seen.gid,
    groups: (groups ?? seen.groups).join(','),
    comment: fields.comment ?? seen.comment,
    home: fields.home ?? seen.home,
    shell: fields.shell ?? seen.shell,
  })
}
