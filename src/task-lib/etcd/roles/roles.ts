import type { Decision } from './decision.ts'
import type { Refusal } from './refusal.ts'
import { clocksOff, sameMemberTwice, severalClusters } from './refusals.ts'
import { withCluster } from './roles-in-cluster.ts'
import { withDataAlone, withoutData } from './roles-without-cluster.ts'
import type { Situation } from './situation.ts'
import { viewsThatServe } from './view.ts'

/** Compares the inventory, the cluster and the data directories, and returns the role of each host, or a refusal. */
export function decide(situation: Situation): Decision | Refusal {
  const early = clocksOff(situation) ?? sameMemberTwice(situation)
  if (early) return early
  const views = viewsThatServe(situation.surveys)
  if (new Set(views.map(view => view.cluster)).size > 1) return severalClusters(situation)
  const [view] = views
  if (view) return withCluster(situation, view)
  return situation.surveys.some(({ data }) => data.kind === 'member')
    ? withDataAlone(situation)
    : withoutData(situation)
}

/** Whether the result of `decide` is a refusal. */
export function isRefusal(decided: Decision | Refusal): decided is Refusal {
  return 'found' in decided
}
