import { type Change, inSync, plan } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { UserState } from '../../remote/probes/accounts.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { orUnknown } from '../../values/unknown.ts'
import { notLocal, type UserPlan } from './user-plan.ts'

/** The params of a deletion. In a dry run, reading a param with an unknown value throws UnknownValueError. */
interface DeletionParams {
  readonly name: string
  readonly remove: boolean
  readonly force: boolean
}

/** Plans to delete a user. Throws TaskError for a user who is known only to a directory service such as LDAP. */
export async function planDeletedUser(host: ReadHost, params: DeletionParams, seen: UserState | null) {
  const { name } = params
  const outputs = { name, state: 'absent' }
  if (seen === null) return inSync(outputs)
  if (!seen.isLocal) throw notLocal(name, 'the account')
  const isHomeRemoved = orUnknown(() => params.remove) === true && (await ownsHome(host, seen))
  const isForced = orUnknown(() => params.force) === true
  const change: Change = {
    resource: `user:${name}`,
    action: 'delete',
    before: { uid: seen.uid },
    after: null,
  }
  const data: UserPlan = {
    verb: 'delete',
    options: [...(isHomeRemoved ? ['-r'] : []), ...(isForced ? ['-f'] : [])],
    setsPassword: false,
    lock: null,
    makesHome: false,
    aging: [],
  }
  // userdel also deletes the group of the same name.
  const group = seen.group === name ? [deletion(`group:${name}`)] : []
  const home = isHomeRemoved ? [deletion(`file:${seen.home}`)] : []
  const removed = {
    ...outputs,
    remove: orUnknown(() => params.remove),
    force: orUnknown(() => params.force),
  }
  return { ...plan<UserPlan>([change], data, removed), predicts: [...group, ...home] }
}

/**
 * Whether the home directory belongs to the user. userdel does not remove the home directory of another owner, and
 * then exits with an error.
 */
async function ownsHome(host: ReadHost, { hasHome, home, uid }: UserState): Promise<boolean> {
  const state = hasHome ? await host.ask(fileState(home)) : null
  return state?.kind === 'directory' && state.uid === uid
}

function deletion(resource: string): Change {
  return { resource, action: 'delete', before: {}, after: null }
}
