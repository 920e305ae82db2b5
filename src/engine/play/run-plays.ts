import { InputError, showPlace, TaskError, UnreachableError } from '../../errors.ts'
import type { Play } from '../../playbook/steps.ts'
import { UnknownValueError } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { withFacts } from '../variables/facts.ts'
import { hostsOf, type PlayHosts } from './hosts-of-play.ts'
import { runPlay } from './run-play.ts'

/**
 * Runs plays one after another, each on the hosts that it has at that time. A play without hosts is skipped. Returns
 * the hosts of all plays. Throws InputError if the hosts of a play cannot be determined.
 */
export async function runPlays(
  run: RunContext,
  plays: readonly { readonly play: Play }[],
): Promise<ReadonlySet<HostState>> {
  const all = new Set<HostState>()
  for (const { play } of plays) {
    if (run.signal.aborted) break
    const { hosts, unmatched } = await chosenFor(run, play)
    for (const host of hosts) all.add(host)
    if (unmatched !== undefined) warnOfSkipped(run, play, unmatched)
    else if ((await runPlay(run, play, hosts)) === 'end the run') break
  }
  return all
}

function warnOfSkipped(run: RunContext, play: Play, why: string): void {
  const place = showPlace(play.place)
  const message = `the play at ${place} has no hosts and is skipped: ${why}`
  run.emit({ type: 'warning', message, play: place })
}

async function chosenFor(run: RunContext, play: Play): Promise<PlayHosts> {
  try {
    return await withFacts({ run, host: run.localhost }, () => hostsOf(run, play))
  } catch (error) {
    const isTrouble =
      error instanceof TaskError || error instanceof UnreachableError || error instanceof UnknownValueError
    if (!isTrouble) throw error
    throw new InputError(`the hosts of the play cannot be determined: ${error.message}`, {
      place: play.hostsPlace,
      cause: error,
    })
  }
}
