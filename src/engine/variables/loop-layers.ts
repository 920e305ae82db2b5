import type { Entry } from '../../evaluation/scope.ts'
import type { LoopParams } from '../../playbook/roles/loop-params.ts'
import type { HostState } from '../state/host-state.ts'

/** Returns the variables that surrounding includes and looped blocks set for a task on a host, outermost first. */
export function loopLayers(
  host: HostState,
  step: { readonly includeParams?: LoopParams } | undefined,
): ReadonlyMap<string, Entry>[] {
  return (step?.includeParams ?? []).map(params => layerOn(host, params))
}

/** Returns the variables that one include, or one round of a looped block, sets on a host. */
export function layerOn({ name }: HostState, params: LoopParams[number]): ReadonlyMap<string, Entry> {
  return 'byHost' in params ? (params.byHost.get(name) ?? new Map()) : params
}
