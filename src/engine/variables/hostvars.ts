import type { Scope } from '../../evaluation/scope.ts'
import { lazyObject } from '../../values/lazy.ts'
import type { Gathering, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { adviceOnVariable } from './missing-variable-advice.ts'

/** Returns the scope of a host for `hostvars`. */
type ScopeOfHost = (run: RunContext, host: HostState, gathering: Gathering) => Scope

/**
 * Returns the value of `hostvars`: the variables of each host, including the implicit localhost, as a lazy object.
 * All readers share it. It shows the values at the time of reading. `scopeOfHost` returns the scope of one host.
 */
export function hostvarsOf(run: RunContext, gathering: Gathering, scopeOfHost: ScopeOfHost): unknown {
  const byGathering = hostvars.get(run) ?? new Map<Gathering, unknown>()
  const shown = byGathering.get(gathering) ?? showAll(run, gathering, scopeOfHost)
  hostvars.set(run, byGathering.set(gathering, shown))
  return shown
}

const hostvars = new WeakMap<RunContext, Map<Gathering, unknown>>()

function showAll(run: RunContext, gathering: Gathering, scopeOfHost: ScopeOfHost): unknown {
  const made = new Map<HostState, unknown>()
  return lazyObject(
    () => run.hosts.keys(),
    name => {
      const host = hostNamed(run, name)
      if (!host) return undefined
      const shown = made.get(host) ?? showVariables(run, host, gathering, scopeOfHost)
      made.set(host, shown)
      return shown
    },
    name => hostNamed(run, name) !== undefined,
  )
}

/** Returns a host's variables as a lazy object with the values at the time of reading. */
function showVariables(
  run: RunContext,
  host: HostState,
  gathering: Gathering,
  scopeOfHost: ScopeOfHost,
): unknown {
  let last: { readonly epoch: number; readonly scope: Scope } | undefined
  const scope = (): Scope => {
    const { count: epoch } = host.epoch
    if (last?.epoch !== epoch) last = { epoch, scope: scopeOfHost(run, host, gathering) }
    return last.scope
  }
  const names = (): Iterable<string> => scope().names()
  return lazyObject(
    names,
    name => scope().get(name),
    name => scope().has(name),
    { names, advise: name => adviceOnVariable(run, name, gathering) },
  )
}

/** Returns a host of the inventory, or the controller, which is `localhost` in any inventory. */
function hostNamed(run: RunContext, name: string): HostState | undefined {
  return run.hosts.get(name) ?? (name === run.localhost.name ? run.localhost : undefined)
}
