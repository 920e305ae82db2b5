import { InputError, type Source, TaskError, UnreachableError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { Play } from '../../playbook/steps.ts'
import type { Target } from '../../transport/spawn.ts'
import type { Gathering, PlayContext, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { isConstant } from '../steps/is-constant.ts'
import { asFlag, targetOf } from './connection-target.ts'
import { asFacts, PendingFacts } from './facts-layer.ts'
import { hostScope, playScope, scopeOf } from './scopes.ts'

/** Who needs facts: a task on a host, or a play before its first task. */
export interface FactsReader {
  readonly run: RunContext
  readonly host: HostState
  /** The task's keywords say how its own host is reached. */
  readonly task?: { readonly context: PlayContext; readonly step: Inherited }
}

/** A task on a host, as one who may need facts. */
export function factsReaderOf(context: PlayContext, step: Inherited, host: HostState): FactsReader {
  return { run: context.run, host, task: { context, step } }
}

/**
 * Does work that renders, and has done nothing else until then; facts that it turns out to need, of whichever host, are
 * gathered, and it is done again. Everything that is rendered for a host goes through here, or is prepared by `prepare`.
 * Throws UnreachableError where the host itself cannot be asked, TaskError where another one cannot.
 */
export async function withFacts<T>(asker: FactsReader, work: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof PendingFacts)) throw error
      await gatherFacts(asker, error.host)
    }
  }
}

/**
 * Gathers what rendering these will need, so that they can be rendered at once from now on, wherever that is. What else is
 * wrong with them is told by whoever renders them.
 */
export async function prepare(
  asker: FactsReader,
  scope: Scope,
  sources: readonly (Source | undefined)[],
): Promise<void> {
  for (const source of sources) {
    if (!source || isConstant(source)) continue
    await withFacts(asker, () => {
      try {
        scope.render(source)
      } catch (error) {
        if (error instanceof PendingFacts) throw error
      }
    }).catch(error => {
      if (!(error instanceof TaskError)) throw error
    })
  }
}

/** Asks a host for its facts, once, however many need them. */
export async function gatherFacts(asker: FactsReader, host: HostState): Promise<void> {
  if (host.facts) return
  if (host === asker.host) return gatherOnce(asker, host)
  if (host.factsLost === undefined) {
    if (host.status === 'unreachable') host.factsLost = `${host.name} was lost`
    else await gatherOnce(asker, host).catch(error => noteLoss(host, error))
  }
  if (host.factsLost === undefined) return
  throw new TaskError(`a fact of ${host.name} is needed, and it cannot be asked: ${host.factsLost}`, {
    hint: `see whether ${host.name} can be reached, or do without its facts`,
  })
}

/** When a play asks its hosts for their facts. */
export function gatheringOf(run: RunContext, play: Play, host: HostState | undefined): Gathering {
  const { gatherFacts: source } = play
  if (!source) return 'on demand'
  return asFlag('gather_facts', playScope(run, play, host).render(source), source.place)
    ? 'at the start'
    : 'never'
}

function gatherOnce(asker: FactsReader, host: HostState): Promise<void> {
  host.gathering ??= gather(asker, host).finally(() => {
    host.gathering = undefined
  })
  return host.gathering
}

async function gather(asker: FactsReader, host: HostState): Promise<void> {
  const { run, task } = asker
  const isStrange = host !== asker.host && !task?.context.hosts.includes(host)
  if (isStrange) run.emit({ type: 'facts', host: host.name, for: asker.host.name })
  const session = await run.connect(await reachFor(asker, host))
  host.facts = asFacts(run, await session.host().ask(run.factsProbe))
  host.epoch.count += 1
}

/**
 * Facts describe the host and not the user: its own task asks in the session that it works in, where that does not hang on
 * facts itself; any other as whoever logs in.
 */
async function reachFor(asker: FactsReader, host: HostState): Promise<Target> {
  const { run, task } = asker
  const isOwn = host === asker.host
  let step = isOwn && task ? task.step : loginOf(task?.step, isOwn)
  for (;;) {
    try {
      const scope = isOwn && task ? scopeOf(task.context, host, task.step) : hostScope(run, host)
      return targetOf(run, host, step, { variables: scope, keywords: scope })
    } catch (error) {
      if (!(error instanceof PendingFacts)) throw error
      if (error.host === host && step === task?.step) step = loginOf(task.step, isOwn)
      else await waitFor(run, host, error.host)
    }
  }
}

/** What a task says of who logs in, and on its own host of how; without what it does then to become another user. */
function loginOf(step: Inherited | undefined, isOwn: boolean): Inherited {
  const { user, connection, port } = step ?? {}
  return {
    ...{ when: [], tags: [], vars: [], environment: [] },
    ...(user ? { user } : {}),
    ...(isOwn && connection ? { connection } : {}),
    ...(isOwn && port ? { port } : {}),
  }
}

/** Has another host asked whose facts say how this one is reached. Throws InputError where each waits for the other. */
async function waitFor(run: RunContext, host: HostState, other: HostState): Promise<void> {
  for (let at: HostState | undefined = other; at; at = at.waitsFor) {
    if (at !== host) continue
    throw new InputError(`how ${host.name} is reached hangs on facts of ${other.name}, which hang on it`, {
      hint: 'set its address, port and user to what is known without asking',
    })
  }
  host.waitsFor = other
  try {
    await gatherFacts({ run, host }, other)
  } finally {
    host.waitsFor = undefined
  }
}

function noteLoss(host: HostState, error: unknown): void {
  const isTrouble =
    error instanceof UnreachableError || error instanceof TaskError || error instanceof InputError
  if (!isTrouble) throw error
  host.factsLost = error.message
}
