import pLimit from 'p-limit'
import type { Play } from '../config/steps.ts'
import { InputError, type Source, showPlace, TaskError, UnreachableError } from '../errors.ts'
import { batchesOf, inOrder } from './batches.ts'
import { mostLost } from './consequences.ts'
import type { PlayContext, RunContext } from './context.ts'
import { gatherFacts } from './facts.ts'
import { handlersOf, inNameOrder, warnOfShadowed } from './handlers.ts'
import { activeOf, type HostState, isLost } from './host-state.ts'
import { newPlayState } from './play-state.ts'
import { before } from './position.ts'
import { isOver, runSteps } from './run-steps.ts'
import { flushHandlers } from './run-task-step.ts'
import { warnOfGiven } from './taken-names.ts'
import { asFlag } from './target.ts'
import { hostScope } from './variables.ts'
import { readVarsFiles } from './vars-files.ts'

/** What is left to do after a play: go on, or end the run because a whole batch was lost. */
export type Outlook = 'go on' | 'end the run'

/** Runs one play over its hosts, batch by batch. */
export async function runPlay(run: RunContext, play: Play, chosen: readonly HostState[]): Promise<Outlook> {
  for (const host of chosen) if (host.standing === 'ended') host.standing = 'active'
  const targeted = inOrder(play, chosen)
  const hosts = activeOf(targeted)
  const name = playName(run, play)
  run.emit({
    type: 'play.start',
    play: name,
    place: showPlace(play.place),
    hosts: hosts.map(host => host.name),
  })
  const handlers = handlersOf(play.handlers)
  const handlersByName = inNameOrder(play.handlers)
  const batches = batchesOf(play, hosts, run)
  const state = newPlayState(batches.length)
  for (const batch of batches) {
    state.isBatchEnded = false
    const active = activeOf(batch)
    if (active.length === 0) continue
    const varsFiles = new Map(active.map(host => [host, readVarsFiles(run, play, host)]))
    const context: PlayContext = {
      run,
      play,
      playName: name,
      hosts: targeted,
      batch: active,
      handlers,
      handlersByName,
      varsFiles,
      state,
      once: new Map(),
    }
    warnOfShadowed(context)
    warnOfGiven(context)
    await runBatch(context)
    if (state.isEnded || run.signal.aborted) break
    if (active.every(isLost) && (state.isAborted || !mayLoseAll(context, active))) return 'end the run'
  }
  return 'go on'
}

/** A batch that was lost as a whole ends the run, unless `max_fail_percentage` says that it may be. */
function mayLoseAll(context: PlayContext, [first]: readonly HostState[]): boolean {
  const most = first ? mostLost(context, first) : 0
  return Number.isFinite(most) && most >= 100
}

/** The context in which a play's steps can be looked at before anything runs. */
export function contextOf(run: RunContext, play: Play, hosts: readonly HostState[]): PlayContext {
  return {
    run,
    play,
    playName: playName(run, play),
    hosts,
    batch: hosts,
    handlers: handlersOf(play.handlers),
    handlersByName: inNameOrder(play.handlers),
    varsFiles: new Map(hosts.map(host => [host, readVarsFiles(run, play, host)])),
    state: newPlayState(),
    once: new Map(),
  }
}

/** A play's name, or its host pattern where it has none. */
export function playName(run: RunContext, play: Play): string {
  const source = play.name ?? play.hosts
  try {
    return String(hostScope(run, run.localhost).render(source))
  } catch {
    // The name may refer to what only the play's hosts have; then it is shown as written.
    return source.kind === 'scalar' ? String(source.value) : ''
  }
}

async function runBatch(context: PlayContext): Promise<void> {
  const { play, batch } = context
  await gatherAtStart(context)
  const sections = async (hosts: readonly HostState[]): Promise<void> => {
    const last = before(play.postTasks)
    const parts = [
      { steps: play.preTasks, after: before(play.tasks, last) },
      { steps: play.tasks, after: last },
      { steps: play.postTasks, after: undefined },
    ]
    for (const { steps, after } of parts) {
      if (steps.length === 0 && activeOf(hosts).every(host => !hasNotified(host))) continue
      if (isOver(context)) break
      await runSteps(context, steps, hosts, false, after)
      if (!context.run.signal.aborted) await flushAfter(context, hosts)
    }
  }
  if (play.strategy === 'linear') await sections(batch)
  else {
    // At its own pace: each host is a lockstep of one. host_pinned also bounds the hosts that are under way.
    const pinned = pLimit(play.strategy === 'host_pinned' ? context.run.settings.forks : batch.length)
    await Promise.all(batch.map(host => pinned(() => sections([host]))))
  }
  for (const { notified, perhapsNotified } of batch) {
    notified.clear()
    perhapsNotified.clear()
  }
}

function hasNotified({ notified, perhapsNotified }: HostState): boolean {
  return notified.size > 0 || perhapsNotified.size > 0
}

/** Flushes handlers; with `force_handlers` also those of hosts that failed, which stay failed. */
async function flushAfter(context: PlayContext, hosts: readonly HostState[]): Promise<void> {
  const { run, play } = context
  const forced =
    run.settings.forceHandlers ||
    (play.forceHandlers && asFlag('force_handlers', hostScope(run, run.localhost).render(play.forceHandlers)))
  const failed = forced ? hosts.filter(host => host.standing === 'failed' && host.notified.size > 0) : []
  for (const host of failed) host.standing = 'active'
  await flushHandlers(context, hosts)
  for (const host of failed) if (host.standing === 'active') host.standing = 'failed'
}

/** `gather_facts: true` asks for facts at once; without it they come when something refers to them. */
async function gatherAtStart(context: PlayContext): Promise<void> {
  const { run, play, batch } = context
  if (!play.gatherFacts) return
  await Promise.all(
    batch.map(host =>
      run.limit(async () => {
        if (host.facts || !asFlag('gather_facts', hostScope(run, host).render(play.gatherFacts as Source)))
          return
        await gatherFacts(context, undefined, host).catch(error => reportLost(context, host, error))
      }),
    ),
  )
}

function reportLost({ run, play }: PlayContext, host: HostState, error: unknown): void {
  if (!(error instanceof UnreachableError || error instanceof TaskError || error instanceof InputError))
    throw error
  const status = error instanceof UnreachableError ? 'unreachable' : 'failed'
  host.standing = status
  host.tally[status] += 1
  run.emit({
    type: 'task.result',
    task: showPlace(play.gatherFacts?.place ?? play.place),
    name: 'Gather facts',
    taskType: 'facts',
    host: host.name,
    status,
    changes: [],
    outputs: {},
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    isIgnored: false,
    isRescued: false,
    milliseconds: 0,
  })
}
