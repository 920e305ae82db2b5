import { type Entry, type Layer, Scope } from '../../evaluation/scope.ts'
import { lazyObject } from '../../values/lazy.ts'
import type { Gathering, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { adviceOnVariable } from './missing-variable-advice.ts'

/** The maximum number of cached scopes of one host in one play. */
const MAX_CACHED = 16

/** The key of a cached scope, and the options to create it. */
export interface CachedScope {
  readonly context: object
  readonly key?: unknown
  readonly gathering: Gathering
  /** Returns a hint for a missing variable; it takes precedence over other hints. */
  readonly advise?: ((name: string) => string | undefined) | undefined
}

/**
 * Returns the cached scope for the same inputs if no variable has changed since, so that its rendered values are
 * reused; otherwise a new one.
 */
export function cachedScope(
  run: RunContext,
  host: HostState,
  { context, key, gathering, advise }: CachedScope,
  layers: () => Layer[],
): Scope {
  const { scopes, epoch } = host
  if (scopes.epoch !== epoch.count) {
    scopes.of.clear()
    scopes.epoch = epoch.count
  }
  const byKey = scopes.of.get(context) ?? new Map<unknown, Scope>()
  if (byKey.size > MAX_CACHED) byKey.clear()
  const scope = byKey.get(key) ?? withVars(layers(), run, gathering, advise)
  scopes.of.set(context, byKey.set(key, scope))
  return scope
}

function withVars(
  layers: Layer[],
  run: RunContext,
  gathering: Gathering,
  own?: CachedScope['advise'],
): Scope {
  const vars: Entry = {
    value: lazyObject(
      () => scope.names(),
      name => scope.get(name),
    ),
  }
  const layered = [...layers, new Map([['vars', vars]])]
  const advise = (name: string): string | undefined => own?.(name) ?? adviceOnVariable(run, name, gathering)
  const scope: Scope = Scope.of(layered, {
    masks: run.masks,
    keys: run.keys,
    advise,
    controller: run.controller,
  })
  return scope
}
