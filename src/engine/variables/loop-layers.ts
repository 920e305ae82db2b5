import type { Entry } from '../../evaluation/scope.ts'
import type { LoopParams } from '../../playbook/roles/loop-params.ts'
import type { HostState } from '../state/host-state.ts'

/** The variables that the includes and looped blocks around a task give it on a host, outermost first. */
export function loopLayers(
  host: HostState,
  step: { readonly includeParams?: LoopParams } | undefined,
): ReadonlyMap<string, Entry>[] {
  return (step?.includeParams ?? []).map(params => layerOn(host, params))
}

/** The same of one include, or of one round of a looped block. */
export function layerOn({ name }: HostState, params: LoopParams[number]): ReadonlyMap<string, Entry> {
  return 'byHost' in params ? (params.byHost.get(name) ?? new Map()) : params
}
