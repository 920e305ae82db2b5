import pLimit from 'p-limit'
import type { RunContext } from './engine/state/context.ts'
import type { HostState } from './engine/state/host-state.ts'
import { targetOf } from './engine/variables/connection-target.ts'
import { hostScope } from './engine/variables/variable-precedence.ts'
import { UnreachableError } from './errors.ts'
import { chooseHosts } from './inventory/choose-hosts.ts'
import { load } from './load.ts'
import { SessionPool } from './remote/session-pool.ts'
import type { RunOptions } from './run-settings.ts'
import { askHostKey, type HostKey, keepHostKey } from './transport/host-key.ts'
import type { Target } from './transport/spawn.ts'
import { PendingValueError } from './values/deferred.ts'
import { Masks } from './values/secret.ts'

/** A host of the inventory and the key that it showed, or why it showed none. */
export type ShownKey =
  | { readonly host: string; readonly target: Target; readonly key: HostKey }
  | { readonly host: string; readonly problem: string }

/** Handshakes at once. */
const AT_ONCE = 16

/** Asks the hosts of a pattern that are reached by ssh for their keys. Throws InputError if the inventory is wrong. */
export async function showHostKeys(
  options: RunOptions,
  pattern: string,
  masks = new Masks(),
): Promise<ShownKey[]> {
  const nothing = {
    id: '',
    emit: () => {},
    signal: new AbortController().signal,
    sessions: new SessionPool(),
  }
  const { run } = load(options, { masks, ...nothing })
  const limit = pLimit(AT_ONCE)
  const shown = chooseHosts(pattern, run.inventory).map(name =>
    limit(async (): Promise<ShownKey | undefined> => {
      const host = run.hosts.get(name)
      if (host === undefined) return undefined
      const target = reachedBy(run, host)
      if (!target)
        return { host: name, problem: 'its connection settings depend on facts, which are not gathered here' }
      if (target.connection !== 'ssh') return undefined
      run.checkTarget(target)
      try {
        return { host: name, target, key: await askHostKey(target) }
      } catch (error) {
        if (error instanceof UnreachableError) return { host: name, problem: error.message }
        throw error
      }
    }),
  )
  return (await Promise.all(shown)).filter(each => each !== undefined)
}

/** The connection settings of a host; undefined if they depend on facts. */
function reachedBy(run: RunContext, host: HostState): Target | undefined {
  try {
    const scope = hostScope(run, host)
    return targetOf(run, host, {}, { variables: scope, keywords: scope })
  } catch (error) {
    if (error instanceof PendingValueError) return undefined
    throw error
  }
}

/** Lets ssh know these keys from now on. */
export async function trustHostKeys(keys: readonly ShownKey[]): Promise<void> {
  for (const shown of keys) if ('key' in shown) await keepHostKey(shown.target, shown.key)
}
