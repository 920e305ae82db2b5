import type { Play } from '../config/steps.ts'
import type { RunContext } from './context.ts'
import type { HostState } from './host-state.ts'
import { hostsOf } from './hosts-of-play.ts'
import { runPlay } from './run-play.ts'

/** Runs plays one after another, each on the hosts that it has by then; a play without hosts is passed over. Returns all hosts of them. */
export async function runPlays(
  run: RunContext,
  plays: readonly { readonly play: Play }[],
): Promise<ReadonlySet<HostState>> {
  const all = new Set<HostState>()
  for (const { play } of plays) {
    if (run.signal.aborted) break
    const { hosts, unmatched } = hostsOf(run, play)
    for (const host of hosts) all.add(host)
    if (unmatched !== undefined) run.emit({ type: 'warning', message: unmatched })
    else if ((await runPlay(run, play, hosts)) === 'end the run') break
  }
  return all
}
