import type { Scope } from '../../evaluation/scope.ts'
import { lazyObject } from '../../values/lazy.ts'
import type { Gathering, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { adviceOnVariable } from './missing-variable-advice.ts'

/** Gives what `hostvars` shows of a host now. */
type ScopeOfHost = (run: RunContext, host: HostState, gathering: Gathering) => Scope

/**
 * Each host's variables as one lazy map, with the implicit localhost among those that can be asked for. It is the
 * same for all readers, and shows what the variables are when they are read. `scopeOfHost` gives the scope of one host.
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

/** A host's variables, as they are when they are read. */
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

/** A host of the inventory, or the controller, which exists as `localhost` in any inventory. */
function hostNamed(run: RunContext, name: string): HostState | undefined {
  return run.hosts.get(name) ?? (name === run.localhost.name ? run.localhost : undefined)
}
