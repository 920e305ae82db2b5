import type { TaskStep } from '../config/steps.ts'
import { InputError, type Source } from '../errors.ts'
import type { PlayContext } from './context.ts'
import type { HostState } from './host-state.ts'
import { asFlag, targetOf } from './target.ts'
import { hostScope, isFactName, scopeOf } from './variables.ts'

/** Whether rendering these would touch a fact of the host that is not gathered yet. */
export function needsFacts(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  sources: readonly Source[],
): boolean {
  const scope = scopeOf(context, host, step)
  return sources.some(source => [...scope.needs(source)].some(name => isFactName(name, scope)))
}

/**
 * Asks a host for its facts, once a run.
 * Throws InputError where the play says `gather_facts: false`, TaskError or UnreachableError where the host gives none.
 */
export async function gatherFacts(
  context: PlayContext,
  step: TaskStep | undefined,
  host: HostState,
): Promise<void> {
  const { run, play } = context
  const scope = hostScope(run, host)
  if (play.gatherFacts && !asFlag('gather_facts', scope.render(play.gatherFacts), play.gatherFacts.place)) {
    throw new InputError(`a fact of ${host.name} is asked for in a play that says \`gather_facts: false\``, {
      place: step?.place,
      hint: 'leave `gather_facts` out: facts are then gathered when something refers to them',
    })
  }
  // Facts describe the host and not the user: they are asked as whoever logs in.
  const inherited = { when: [], tags: [], vars: [], environment: [] }
  const own = scopeOf(context, host, step)
  const target = targetOf(run, host, step ?? inherited, { variables: own, keywords: own })
  const session = await run.connect(target)
  host.facts = await session.host().ask(run.factsProbe)
  host.epoch.count += 1
}

/** Gathers facts if rendering these sources needs them and they are not there yet. */
export async function prepareFacts(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  sources: readonly Source[],
): Promise<void> {
  if (host.facts || !needsFacts(context, step, host, sources)) return
  await gatherFacts(context, step, host)
}
