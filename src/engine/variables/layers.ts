import type { Entry, Layer } from '../../evaluation/scope.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { HostState } from '../state/host-state.ts'

/** Returns the layer for variables that are written in a file. */
export function sourceLayer(vars: VarsSource): Layer {
  const known = layersOf.get(vars) ?? new Map([...vars].map(([name, source]) => [name, { source }] as const))
  layersOf.set(vars, known)
  return known
}

/** Cached, because scopes are created again after every result, but their layers stay the same. */
const layersOf = new WeakMap<VarsSource, Layer>()

/** Returns a layer of a host that is cached by its title until the inventory entry of the host changes. */
export function cachedLayer({ scopes, inventory }: HostState, title: string, make: () => Layer): Layer {
  const { layers } = scopes
  if (scopes.inventory !== inventory) layers.clear()
  scopes.inventory = inventory
  const layer = layers.get(title) ?? make()
  layers.set(title, layer)
  return layer
}

/**
 * Returns an entry whose value is computed when it is read. Few tasks read such a value, and its size grows with the
 * number of hosts.
 */
export function lazyEntry(make: () => unknown): Entry {
  return {
    get value() {
      return make()
    },
  }
}
