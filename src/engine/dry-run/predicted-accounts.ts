import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { userId, usersOfGroup } from '../../remote/probes/account.ts'
import { type UserState, userState } from '../../remote/probes/accounts.ts'
import { Unknown } from '../../values/unknown.ts'
import { type Doubt, type OverlayEntry, unknown } from './overlay-entry.ts'

interface LaidAccount extends OverlayEntry {
  readonly isAbsent: boolean
  readonly isNew: boolean
  readonly fields: NonNullable<Change['after']>
}

/** The users and groups of a host as they would be. Numbers that the host would choose are NaN. */
export class PredictedAccounts {
  readonly #laid = new Map<string, LaidAccount>()
  /** Users and groups that tasks may change of which a dry run cannot tell. */
  readonly #doubts = new Map<string, Doubt>()

  /** What a task may change, or not. */
  doubt(resource: string, doubt: Doubt): void {
    this.#doubts.set(resource, doubt)
  }

  #refuseDoubt(kind: 'user' | 'group', name: string): void {
    const doubt = this.#doubts.get(`${kind}:${name}`)
    if (doubt) unknown(`the ${kind} ${name}`, doubt)
  }

  /** What a change makes of the user or group that it names. */
  lay({ resource, action, after }: Change, laid: OverlayEntry): void {
    if (action === 'delete' || action === 'create') this.#doubts.delete(resource)
    const was = this.#laid.get(resource)
    const isAbsent = action === 'delete' || after === null
    const isNew = action === 'create' || was?.isNew === true || was?.isAbsent === true
    this.#laid.set(resource, { ...laid, isAbsent, isNew, fields: { ...was?.fields, ...after } })
  }

  has(kind: 'user' | 'group', name: string): boolean {
    const resource = `${kind}:${name}`
    if (this.#laid.has(resource) || this.#doubts.has(resource)) return true
    return kind === 'group' && this.#ownGroupOf(name) !== undefined
  }

  /** The number of a user or group; null for none. */
  async id(host: ReadHost, kind: 'user' | 'group', name: string): Promise<number | null> {
    this.#refuseDoubt(kind, name)
    const laid = this.#laid.get(`${kind}:${name}`)
    const own = kind === 'group' ? this.#ownGroupOf(name) : undefined
    if (laid?.isAbsent && (own === undefined || own.number < laid.number)) return null
    const given = kind === 'user' ? laid?.fields.uid : laid?.fields.gid
    if (typeof given === 'number') return given
    return laid === undefined || laid.isNew || kind === 'group' ? Number.NaN : host.ask(userId(name))
  }

  /** A user as it would be; null for none. */
  async user(host: ReadHost, name: string): Promise<UserState | null> {
    this.#refuseDoubt('user', name)
    const laid = this.#laid.get(`user:${name}`)
    if (laid?.isAbsent) return null
    const fields = laid?.fields ?? {}
    const open = Object.entries(fields).find(([, value]) => value instanceof Unknown)
    if (laid && open) unknown(`${open[0]} of the user ${name}`, laid)
    const { uid, group, groups, comment, home, shell } = fields
    const real = laid?.isNew ? null : await host.ask(userState(name))
    return {
      uid: typeof uid === 'number' ? uid : (real?.uid ?? Number.NaN),
      gid:
        real && group === undefined
          ? real.gid
          : await this.id(host, 'group', String(group ?? name)).then(orNone),
      comment: String(comment ?? real?.comment ?? ''),
      home: String(home ?? real?.home ?? `/home/${name}`),
      shell: String(shell ?? real?.shell ?? '/bin/sh'),
      group: String(group ?? real?.group ?? name),
      groups: Array.isArray(groups) ? [...groups].map(String).sort() : (real?.groups ?? []),
      gids: Array.isArray(groups) ? [] : (real?.gids ?? []),
      localGroups: Array.isArray(groups)
        ? [...groups].map(each => ({ name: String(each), gid: Number.NaN }))
        : (real?.localGroups ?? []),
      isLocal: real?.isLocal ?? true,
      hash: real?.hash,
      hasHome: real?.hasHome ?? false,
    }
  }

  /** The users whose primary group it would be. */
  async usersOf(host: ReadHost, group: string): Promise<string[]> {
    const users = [...this.#laid].filter(([resource]) => resource.startsWith('user:'))
    const real = this.#laid.get(`group:${group}`)?.isNew ? [] : await host.ask(usersOfGroup(group))
    const names = users.map(([resource]) => resource.slice('user:'.length))
    const isLaid = await Promise.all(names.map(async name => (await this.user(host, name))?.group === group))
    return [...real.filter(name => !names.includes(name)), ...names.filter((_, nth) => isLaid[nth])]
  }

  /** Whether any user or group is laid. */
  get isEmpty(): boolean {
    return this.#laid.size === 0 && this.#doubts.size === 0
  }

  /** A new user has a group of its own name unless one is given. */
  #ownGroupOf(name: string): LaidAccount | undefined {
    const user = this.#laid.get(`user:${name}`)
    return user?.isNew && !user.isAbsent && user.fields.group === undefined ? user : undefined
  }
}

function orNone(id: number | null): number {
  return id ?? Number.NaN
}
