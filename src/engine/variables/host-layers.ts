import type { Layer } from '../../evaluation/scope.ts'
import type { Role } from '../../playbook/roles/role.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Gathering, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { addressEntry, connectionLayer } from './connection-layer.ts'
import { factsLayer, interfacesLayer } from './facts-layer.ts'
import { cachedLayer } from './layers.ts'
import { mayBeSetFor } from './private-variables.ts'

/** Returns the layers of connection settings, which have lower precedence than any variable with the same name. */
export function connectionLayers(run: RunContext, host: HostState, gathering: Gathering): Layer[] {
  return [...weakestLayers(run, host, gathering), connectionLayer(run, host)]
}

/**
 * Returns the layers of the inventory and the host, with those of role defaults below them. Users may use the names
 * `project_dir` and `address` for something else: a value in a playbook takes precedence.
 */
export function hostLayers(
  run: RunContext,
  host: HostState,
  gathering: Gathering,
  defaults: readonly Layer[] = [],
  shown: (layer: Layer) => Layer = layer => layer,
): Layer[] {
  const hasAddress = defaults.some(layer => layer.has('address'))
  return [
    cachedLayer(
      host,
      'project',
      () =>
        new Map([
          ['project_dir', { value: run.settings.projectDir }],
          ['ansible_managed', { value: 'Ansible managed' }],
        ]),
    ),
    ...defaults,
    ...host.layers.map(shown),
    ...(hasAddress
      ? []
      : [cachedLayer(host, 'address', () => new Map([['address', addressEntry(run, host)]]))]),
    factsLayer(run, host, gathering),
  ]
}

/**
 * Returns the layers with the lowest precedence: variables that may be set before the task runs, and facts of network
 * interfaces.
 */
export function weakestLayers(run: RunContext, host: HostState, gathering: Gathering, owner?: Role): Layer[] {
  const { uncertain } = host
  if (!uncertain) return [interfacesLayer(run, host, gathering)]
  const mayBeSet = owner ? mayBeSetFor(owner, uncertain.maySet) : uncertain.maySet
  const maySet = (name: string): boolean => {
    if (!mayBeSet(name)) return false
    throw new UnknownValueError(new Unknown('a task that may not run'))
  }
  const perhaps: Layer = { has: maySet, get: () => undefined, keys: () => [][Symbol.iterator]() }
  return [perhaps, interfacesLayer(run, host, gathering)]
}
