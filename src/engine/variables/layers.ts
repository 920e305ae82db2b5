import type { Entry, Layer } from '../../evaluation/scope.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { HostState } from '../state/host-state.ts'

/** The layer of variables that are written somewhere. */
export function sources(vars: VarsSource): Layer {
  const known = layersOf.get(vars) ?? new Map([...vars].map(([name, source]) => [name, { source }] as const))
  layersOf.set(vars, known)
  return known
}

/** Made once: scopes are made again with every result, and their layers stay. */
const layersOf = new WeakMap<VarsSource, Layer>()

/** A layer of a host that stays the same while the inventory does. */
export function fixed({ scopes, inventory }: HostState, title: string, make: () => Layer): Layer {
  const { layers } = scopes
  if (scopes.inventory !== inventory) layers.clear()
  scopes.inventory = inventory
  const layer = layers.get(title) ?? make()
  layers.set(title, layer)
  return layer
}

/** A value that is made when something asks for it: few tasks do, and it is as long as there are hosts. */
export function later(make: () => unknown): Entry {
  return {
    get value() {
      return make()
    },
  }
}
