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
 * Makes the fact `env` of a host include the `environment` of a play that gathers facts, as Ansible does; only in the
 * dialect of Ansible. If the facts were gathered with another environment, they are gathered again. Variables that
 * need facts which are not gathered yet are left out.
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

/** Splits an `environment` into one source per variable, so that each can be left out separately. */
function partsOf(source: Source): Source[] {
  if (source.kind !== 'map') return [source]
  return [...source.entries].map(entry => ({ ...source, entries: new Map([entry]) }))
}

/** Renders one variable; returns nothing if that fails, because the tasks that use the variable report the error. */
function rendered(source: Source, scope: Scope): Readonly<Record<string, string>> {
  try {
    return environmentOf({ step: { environment: [source] }, scope })
  } catch (error) {
    const isForTasks = error instanceof InputError || error instanceof UnknownValueError
    if (isForTasks || error instanceof PendingFacts) return {}
    throw error
  }
}
