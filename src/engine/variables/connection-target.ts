import type { Scope } from '../../evaluation/scope.ts'
import type { Target } from '../../transport/spawn.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { isConstant } from '../steps/is-constant.ts'
import { connectionSettings, type SettingScopes } from './connection-settings.ts'
import { makeTarget } from './make-target.ts'
import { relaysOf } from './relay-targets.ts'
import type { ConnectionKeywords } from './setting-names.ts'

/**
 * Returns the target of a task's connection to its host: address, port, user, become. The target is cached per scope:
 * when a variable of the host changes, it gets a new scope. Throws InputError for an invalid setting.
 */
export function targetOf(
  run: RunContext,
  host: HostState,
  step: ConnectionKeywords,
  scopes: SettingScopes,
): Target {
  const make = (): Target => {
    const settings = connectionSettings(run, host, step, scopes)
    const target = makeTarget(run, host, step, settings, scopes.variables)
    return settings.relay ? { ...target, ...relaysOf(run, host, settings.relay, target) } : target
  }
  const key = keyOf(step)
  if (key === undefined) return make()
  const byKeywords = targets.get(scopes.variables) ?? new Map<string, Target>()
  targets.set(scopes.variables, byKeywords)
  const target = byKeywords.get(key) ?? make()
  byKeywords.set(key, target)
  return target
}

const targets = new WeakMap<Scope, Map<string, Target>>()

/** Returns a key made from the connection keywords of a task; undefined if they depend on variables. */
export function keyOf(step: ConnectionKeywords): string | undefined {
  const known = keys.get(step) ?? { key: findKey(step) }
  keys.set(step, known)
  return known.key
}

const keys = new WeakMap<ConnectionKeywords, { readonly key: string | undefined }>()

function findKey(step: ConnectionKeywords): string | undefined {
  const { connection, user, port, become, becomeUser, becomeMethod, becomeFlags, bareBecomeUser } = step
  const sources = [connection, user, port, become, becomeUser, becomeMethod, becomeFlags, bareBecomeUser]
  if (!sources.every(source => source === undefined || isConstant(source))) return undefined
  return JSON.stringify(sources.map(source => (source?.kind === 'scalar' ? source.value : undefined)))
}
