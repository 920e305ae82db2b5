import { isDeepStrictEqual } from 'node:util'
import { InputError, type Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import { UnknownValueError } from '../../values/unknown.ts'
import { environmentOf } from '../check/connect.ts'
import type { PlayContext } from '../state/context.ts'
import { clearFacts, type HostState } from '../state/host-state.ts'
import { PendingFacts } from '../variables/facts-layer.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/**
 * Has the fact `env` of a host include the `environment` of a play that gathers facts, as in Ansible and in its dialect only. Facts that
 * were gathered with another environment are gathered again. Variables that need facts not gathered yet are left out.
 */
export function gatherWithEnvironment(context: PlayContext, host: HostState): void {
  const { run, play } = context
  if (run.controller.dialectOf(play.place.file) !== 'ansible') return
  const scope = scopeOf(context, host)
  const parts = play.keywords.environment.flatMap(partsOf)
  const environment = Object.assign({}, ...parts.map(part => rendered(part, scope)))
  if (isDeepStrictEqual(environment, host.factsEnvironment ?? {})) return
  host.factsEnvironment = environment
  clearFacts(host)
}

/** A map for each variable, so that each may be left out. */
function partsOf(source: Source): Source[] {
  if (source.kind !== 'map') return [source]
  return [...source.entries].map(entry => ({ ...source, entries: new Map([entry]) }))
}

/** What cannot be rendered fails the tasks that it is for. */
function rendered(source: Source, scope: Scope): Readonly<Record<string, string>> {
  try {
    return environmentOf({ step: { environment: [source] }, scope })
  } catch (error) {
    const isForTasks = error instanceof InputError || error instanceof UnknownValueError
    if (isForTasks || error instanceof PendingFacts) return {}
    throw error
  }
}
