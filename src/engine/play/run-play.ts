import pLimit from 'p-limit'
import { InputError, showPlace } from '../../errors.ts'
import type { Play } from '../../playbook/steps.ts'
import type { VarsSource } from '../../yaml/load.ts'
import { errorResult } from '../check/result.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import { activeOf, type HostState, isLost } from '../state/host-state.ts'
import { hasEnded, newPlayState } from '../state/play-state.ts'
import { before } from '../steps/position.ts'
import { taskCount } from '../steps/steps-of.ts'
import { isChosen } from '../steps/tags.ts'
import { warnOfGiven } from '../variables/builtin-names.ts'
import { factsReaderOf, gatherFacts, gatheringOf, prepare, withFacts } from '../variables/facts.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { playScope, scopeOf } from '../variables/variable-precedence.ts'
import { readVarsFiles } from '../variables/vars-files.ts'
import { batchesOf, inOrder } from './batches.ts'
import { gatherWithEnvironment } from './facts-environment.ts'
import { handlersOf, inNameOrder, warnOfShadowed } from './handlers.ts'
import { maxFailPercentageOf } from './host-status.ts'
import { flushHandlers, runSteps } from './run-steps.ts'

/** What follows a play: the next one, or the end of the run because a whole batch was lost. */
export type PlayOutcome = 'go on' | 'end the run'

/** Runs one play over its hosts, batch by batch. */
export async function runPlay(
  run: RunContext,
  play: Play,
  chosen: readonly HostState[],
): Promise<PlayOutcome> {
  for (const host of chosen) if (host.status === 'ended') host.status = 'active'
  const targeted = inOrder(play, chosen)
  const hosts = activeOf(targeted)
  const name = playName(run, play)
  const tasks = taskCount(play, step => isChosen(run, step))
  run.emit({
    type: 'play.start',
    play: name,
    place: showPlace(play.place),
    hosts: hosts.map(host => host.name),
    ...(tasks === undefined ? {} : { tasks }),
  })
  const handlers = handlersOf(play.handlers)
  const handlersByName = inNameOrder(play.handlers)
  const factsReader = { run, host: hosts[0] ?? run.localhost }
  const batches = await withFacts(factsReader, () => batchesOf(play, hosts, run))
  const gathering = await withFacts(factsReader, () => gatheringOf(run, play, hosts[0]))
  const state = newPlayState(batches.length)
  for (const batch of batches) {
    state.isBatchEnded = false
    const active = activeOf(batch)
    if (active.length === 0) continue
    const varsFiles = new Map<HostState, readonly VarsSource[]>()
    const context: PlayContext = {
      run,
      play,
      playName: name,
      gathering,
      hosts: targeted,
      batch: active,
      handlers: [...handlers],
      handlersByName: [...handlersByName],
      varsFiles,
      state,
      onceInBatch: new Map(),
    }
    warnOfShadowed(context)
    warnOfGiven(context)
    await Promise.all(active.map(host => run.limit(() => begin(context, varsFiles, host))))
    await runBatch(context)
    if (state.isEnded || run.signal.aborted) break
    if (active.every(isLost) && (state.isAborted || !mayLoseAll(context, active))) return 'end the run'
  }
  return 'go on'
}

/** Whether the run continues after all hosts of a batch were lost: only with `max_fail_percentage` of 100 or more. */
function mayLoseAll(context: PlayContext, [first]: readonly HostState[]): boolean {
  const most = first ? maxFailPercentageOf(context, first) : 0
  return Number.isFinite(most) && most >= 100
}

/**
 * Reads a host's `vars_files`, and gathers its facts if the play does that at its start. A failure removes the host
 * from the run.
 */
async function begin(
  context: PlayContext,
  varsFiles: Map<HostState, readonly VarsSource[]>,
  host: HostState,
): Promise<void> {
  const { play, gathering } = context
  const factsReader = factsReaderOf(context, play.keywords, host)
  try {
    for await (const files of readVarsFiles(context, host)) {
      varsFiles.set(host, files)
      host.epoch.count += 1
    }
    if (gathering !== 'never') gatherWithEnvironment(context, host)
    if (gathering === 'at the start') await gatherFacts(factsReader, host)
    await prepare(factsReader, scopeOf(context, host), [play.maxFailPercentage])
  } catch (error) {
    reportLost(context, host, error)
  }
}

/** Returns a play's name, or its host pattern if it has none. */
export function playName(run: RunContext, play: Play): string {
  const source = play.name ?? play.hosts
  try {
    return String(playScope(run, play).render(source))
  } catch {
    // The name may refer to a variable that only the play's hosts have. Then it is shown as written.
    return source.kind === 'scalar' ? String(source.value) : ''
  }
}

async function runBatch(context: PlayContext): Promise<void> {
  const { play, batch } = context
  const sections = async (hosts: readonly HostState[]): Promise<void> => {
    const last = before(play.postTasks)
    const parts = [
      { steps: play.preTasks, after: before(play.tasks, last) },
      { steps: play.tasks, after: last },
      { steps: play.postTasks, after: undefined },
    ]
    for (const { steps, after } of parts) {
      if (steps.length === 0 && activeOf(hosts).every(host => !hasNotified(host))) continue
      if (hasEnded(context)) break
      await runSteps(context, steps, hosts, false, after)
      if (!context.run.signal.aborted) await flushAfter(context, hosts, after === undefined)
    }
  }
  if (play.strategy === 'linear') await sections(batch)
  else {
    // Each host runs independently of the others. `host_pinned` also limits the number of hosts that are in the play
    // at the same time.
    const pinned = pLimit(play.strategy === 'host_pinned' ? context.run.settings.forks : batch.length)
    await Promise.all(batch.map(host => pinned(() => sections([host]))))
  }
  for (const { notified, possiblyNotified } of batch) {
    notified.clear()
    possiblyNotified.clear()
  }
}

function hasNotified({ notified, possiblyNotified }: HostState): boolean {
  return notified.size > 0 || possiblyNotified.size > 0
}

/** Runs the notified handlers; with `force_handlers` also on failed hosts, which stay failed. */
async function flushAfter(context: PlayContext, hosts: readonly HostState[], isLast: boolean): Promise<void> {
  const { run, play, state } = context
  // As in Ansible, handlers that were notified before `end_play` or `end_batch` do not run.
  if (state.isEnded || state.isBatchEnded) return
  const { forceHandlers } = play
  const factsReader = { run, host: run.localhost }
  const forced = forceHandlers
    ? asFlag('force_handlers', await withFacts(factsReader, () => playScope(run, play).render(forceHandlers)))
    : run.settings.forceHandlers
  const failed = forced ? hosts.filter(host => host.status === 'failed' && host.notified.size > 0) : []
  for (const host of failed) host.status = 'active'
  await flushHandlers(context, hosts, { isLast })
  for (const host of failed) if (host.status === 'active') host.status = 'failed'
}

function reportLost({ run, play }: PlayContext, host: HostState, error: unknown): void {
  const { status, message, hint } = errorResult(error)
  const isLost = status === 'unreachable'
  host.status = isLost ? 'unreachable' : 'failed'
  host.tally[host.status] += 1
  run.emit({
    type: 'task.result',
    task: showPlace(play.gatherFacts?.place ?? play.place),
    ...(error instanceof InputError
      ? { name: 'Read the files of variables', taskType: 'vars_files' }
      : { name: 'Gather facts', taskType: 'facts' }),
    host: host.name,
    status: host.status,
    changes: [],
    outputs: {},
    ...(message === undefined ? {} : { message }),
    ...(hint === undefined ? {} : { hint }),
    isIgnored: false,
    isRescued: false,
    milliseconds: 0,
  })
}
