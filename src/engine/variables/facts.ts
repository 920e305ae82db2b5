import { InputError, type Source, TaskError, UnreachableError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { Play } from '../../playbook/steps.ts'
import type { Target } from '../../transport/spawn.ts'
import type { Gathering, PlayContext, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { isConstant } from '../steps/is-constant.ts'
import { targetOf } from './connection-target.ts'
import { asFacts, PendingFacts } from './facts-layer.ts'
import { asFlag } from './keyword-values.ts'
import type { ConnectionKeywords } from './setting-names.ts'
import { hostScope, playScope, scopeOf } from './variable-precedence.ts'

/** The task and host, or the play before its first task, for which facts are gathered. */
export interface FactsReader {
  readonly run: RunContext
  readonly host: HostState
  /** The task, whose keywords affect the connection to its own host. */
  readonly task?: { readonly context: PlayContext; readonly step: Inherited }
}

/** Returns the facts reader for a task on a host. */
export function factsReaderOf(context: PlayContext, step: Inherited, host: HostState): FactsReader {
  return { run: context.run, host, task: { context, step } }
}

/**
 * Runs `work`, which must only render values. If it needs facts of any host, gathers them and runs it again.
 * Everything that is rendered for a host goes through here, or through `prepare` first. Throws UnreachableError if
 * the facts of the reader's own host cannot be gathered, and TaskError for those of another host.
 */
export async function withFacts<T>(factsReader: FactsReader, work: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof PendingFacts)) throw error
      await gatherFacts(factsReader, error.host)
    }
  }
}

/**
 * Gathers the facts that these templates need, so that they can be rendered synchronously afterwards. Other errors
 * are reported when they are rendered.
 */
export async function prepare(
  factsReader: FactsReader,
  scope: Scope,
  sources: readonly (Source | undefined)[],
): Promise<void> {
  for (const source of sources) {
    if (!source || isConstant(source)) continue
    await withFacts(factsReader, () => {
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

/** Gathers the facts of a host, only once even if several tasks need them at the same time. */
export async function gatherFacts(factsReader: FactsReader, host: HostState): Promise<void> {
  if (host.facts) return
  if (host === factsReader.host) return gatherOnce(factsReader, host)
  if (host.factsError === undefined) {
    if (host.status === 'unreachable') host.factsError = `${host.name} was lost`
    else await gatherOnce(factsReader, host).catch(error => recordFactsError(host, error))
  }
  if (host.factsError === undefined) return
  throw new TaskError(
    `a fact of ${host.name} is needed, but the host cannot be reached: ${host.factsError}`,
    {
      hint: `make ${host.name} reachable, or do not use its facts`,
    },
  )
}

/** Returns when a play gathers facts, from its `gather_facts`. */
export function gatheringOf(run: RunContext, play: Play, host: HostState | undefined): Gathering {
  const { gatherFacts: source } = play
  if (!source) return 'on demand'
  return asFlag('gather_facts', playScope(run, play, host).render(source), source.place)
    ? 'at the start'
    : 'never'
}

function gatherOnce(factsReader: FactsReader, host: HostState): Promise<void> {
  host.gathering ??= gather(factsReader, host).finally(() => {
    host.gathering = undefined
  })
  return host.gathering
}

async function gather(factsReader: FactsReader, host: HostState): Promise<void> {
  const { run, task } = factsReader
  const isStrange = host !== factsReader.host && !task?.context.hosts.includes(host)
  if (isStrange) run.emit({ type: 'facts', host: host.name, for: factsReader.host.name })
  const session = await run.connect(await targetForFacts(factsReader, host))
  const facts = await session.host().ask(run.factsProbe)
  const env = { ...Object(facts.env), ...host.factsEnvironment }
  host.facts = asFacts(run, { ...facts, env })
  host.epoch.count += 1
}

/**
 * Returns the target over which facts are gathered. Facts describe the host, not the user: a task on the host itself
 * uses its own session, unless its connection depends on facts; any other task uses the login user.
 */
async function targetForFacts(factsReader: FactsReader, host: HostState): Promise<Target> {
  const { run, task } = factsReader
  const isOwn = host === factsReader.host
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

/**
 * Returns the keywords of a task that affect the login: `user`, and on its own host also `connection` and `port`, but
 * no `become` keywords.
 */
function loginOf(step: ConnectionKeywords | undefined, isOwn: boolean): ConnectionKeywords {
  const { user, connection, port } = step ?? {}
  return {
    ...(user ? { user } : {}),
    ...(isOwn && connection ? { connection } : {}),
    ...(isOwn && port ? { port } : {}),
  }
}

/**
 * Gathers the facts of another host because the connection settings of this one refer to them. Throws InputError if
 * each depends on the other.
 */
async function waitFor(run: RunContext, host: HostState, other: HostState): Promise<void> {
  for (let at: HostState | undefined = other; at; at = at.waitsFor) {
    if (at !== host) continue
    throw new InputError(
      `the connection settings of ${host.name} depend on facts of ${other.name}, whose settings depend on facts of ${host.name}`,
      {
        hint: 'do not use facts in its address, port and user',
      },
    )
  }
  host.waitsFor = other
  try {
    await gatherFacts({ run, host }, other)
  } finally {
    host.waitsFor = undefined
  }
}

function recordFactsError(host: HostState, error: unknown): void {
  const isTrouble =
    error instanceof UnreachableError || error instanceof TaskError || error instanceof InputError
  if (!isTrouble) throw error
  host.factsError = error.message
}
