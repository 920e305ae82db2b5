import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { userId, usersOfGroup } from '../../remote/probes/account.ts'
import { AGING_FIELDS, agingValue, type UserState, userState } from '../../remote/probes/accounts.ts'
import { Unknown } from '../../values/unknown.ts'
import { type OverlayEntry, throwUnknown, type UncertainEntry } from './overlay-entry.ts'

type AccountKind = 'user' | 'group'

interface AccountEntry extends OverlayEntry {
  readonly kind: AccountKind
  readonly name: string
  readonly isAbsent: boolean
  readonly isNew: boolean
  readonly fields: NonNullable<Change['after']>
}

interface UncertainAccount extends UncertainEntry {
  readonly kind: AccountKind
  readonly name: string
}

/** The predicted users and groups of a host. Ids that the host would choose are NaN. */
export class PredictedAccounts {
  readonly #entries = new Map<string, AccountEntry>()
  readonly #uncertain = new Map<string, UncertainAccount>()

  /** Applies a change to the predicted state of a user or group. */
  predict(kind: AccountKind, name: string, { action, after }: Change, entry: OverlayEntry): void {
    const key = keyOf(kind, name)
    if (action === 'delete' || action === 'create') this.#uncertain.delete(key)
    const was = this.#entries.get(key)
    const isAbsent = action === 'delete' || after === null
    const isNew = action === 'create' || was?.isNew === true || was?.isAbsent === true
    this.#entries.set(key, { ...entry, kind, name, isAbsent, isNew, fields: { ...was?.fields, ...after } })
  }

  /** Records a user or group that a task may change. */
  predictUncertain(kind: AccountKind, name: string, entry: UncertainEntry): void {
    this.#uncertain.set(keyOf(kind, name), { ...entry, kind, name })
  }

  /** Returns the entry of the task that would create a user, or may create it. */
  creatorOf(user: string): OverlayEntry | undefined {
    const key = keyOf('user', user)
    const entry = this.#entries.get(key)
    return this.#uncertain.get(key) ?? (entry?.isAbsent ? undefined : entry)
  }

  /** Whether a user or group would differ from the real one. */
  has(kind: AccountKind, name: string): boolean {
    const key = keyOf(kind, name)
    if (this.#entries.has(key) || this.#uncertain.has(key)) return true
    return kind === 'group' && this.#ownGroupOf(name) !== undefined
  }

  /** Yields the names of all users and groups that would differ. */
  *named(): Iterable<[string, OverlayEntry]> {
    for (const entry of [...this.#entries.values(), ...this.#uncertain.values()]) yield [entry.name, entry]
  }

  /** True if no user or group would differ from the real ones. */
  get isEmpty(): boolean {
    return this.#entries.size === 0 && this.#uncertain.size === 0
  }

  /** Returns the id of a user or group; null if it would not exist, NaN if the host would choose the id. */
  async id(host: ReadHost, kind: AccountKind, name: string): Promise<number | null> {
    this.#refuseUncertain(kind, name)
    const entry = this.#entries.get(keyOf(kind, name))
    const own = kind === 'group' ? this.#ownGroupOf(name) : undefined
    if (entry?.isAbsent && (own === undefined || own.number < entry.number)) return null
    const given = kind === 'user' ? entry?.fields.uid : entry?.fields.gid
    if (typeof given === 'number') return given
    return entry === undefined || entry.isNew || kind === 'group' ? Number.NaN : host.ask(userId(name))
  }

  /** Returns the predicted state of a user; null if the user would not exist. */
  async user(host: ReadHost, name: string): Promise<UserState | null> {
    this.#refuseUncertain('user', name)
    const entry = this.#entries.get(keyOf('user', name))
    if (entry?.isAbsent) return null
    const fields = entry?.fields ?? {}
    const open = Object.entries(fields).find(([, value]) => value instanceof Unknown)
    if (entry && open) throwUnknown(`${open[0]} of the user ${name}`, entry)
    const real = entry?.isNew ? null : await host.ask(userState(name))
    const { uid, group } = fields
    return {
      ...detailsOf(name, fields, real),
      ...groupsOf(fields, real),
      uid: typeof uid === 'number' ? uid : (real?.uid ?? Number.NaN),
      gid:
        real && group === undefined
          ? real.gid
          : ((await this.id(host, 'group', String(group ?? name))) ?? Number.NaN),
    }
  }

  /** Returns the users that would have this group as their primary group. */
  async usersOf(host: ReadHost, group: string): Promise<string[]> {
    const names = [...this.#entries.values()].flatMap(({ kind, name }) => (kind === 'user' ? [name] : []))
    const isNew = this.#entries.get(keyOf('group', group))?.isNew
    const real = isNew ? [] : await host.ask(usersOfGroup(group))
    const isUser = await Promise.all(names.map(async name => (await this.user(host, name))?.group === group))
    return [...real.filter(name => !names.includes(name)), ...names.filter((_, nth) => isUser[nth])]
  }

  #refuseUncertain(kind: AccountKind, name: string): void {
    const entry = this.#uncertain.get(keyOf(kind, name))
    if (entry) throwUnknown(`the ${kind} ${name}`, entry)
  }

  /** Returns the new user that would get a group with the same name, because no primary group is given. */
  #ownGroupOf(name: string): AccountEntry | undefined {
    const user = this.#entries.get(keyOf('user', name))
    return user?.isNew && !user.isAbsent && user.fields.group === undefined ? user : undefined
  }
}

function keyOf(kind: AccountKind, name: string): string {
  return `${kind}:${name}`
}

function detailsOf(name: string, fields: AccountEntry['fields'], real: UserState | null) {
  const { group, comment, home, shell } = fields
  return {
    comment: String(comment ?? real?.comment ?? ''),
    home: String(home ?? real?.home ?? `/home/${name}`),
    shell: String(shell ?? real?.shell ?? '/bin/sh'),
    group: String(group ?? real?.group ?? name),
    isLocal: real?.isLocal ?? true,
    hash: real?.hash,
    aging: agingOf(fields, real),
    hasHome: real?.hasHome ?? false,
  }
}

function agingOf(fields: AccountEntry['fields'], real: UserState | null): UserState['aging'] {
  if (!real?.aging) return real?.aging
  const changed = AGING_FIELDS.filter(field => field in fields).map(field => [
    field,
    agingValue(fields[field]),
  ])
  return { ...real.aging, ...Object.fromEntries(changed) }
}

function groupsOf({ groups }: AccountEntry['fields'], real: UserState | null) {
  if (!Array.isArray(groups))
    return { groups: real?.groups ?? [], gids: real?.gids ?? [], localGroups: real?.localGroups ?? [] }
  const names = groups.map(String)
  return {
    groups: [...names].sort(),
    gids: [],
    localGroups: names.map(name => ({ name, gid: Number.NaN })),
  }
}
