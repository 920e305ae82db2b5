import type { Decision } from './decision.ts'
import type { DecisionInput } from './decision-input.ts'
import type { Refusal } from './refusal.ts'
import { sameMemberTwice, severalClusters, wrongClocks } from './refusals.ts'
import { withCluster } from './roles-in-cluster.ts'
import { withDataAlone, withoutData } from './roles-without-cluster.ts'
import { viewsThatServe } from './view.ts'

/** Compares the inventory, the cluster and the data directories, and returns the role of each host, or a refusal. */
export function decide(input: DecisionInput): Decision | Refusal {
  const early = wrongClocks(input) ?? sameMemberTwice(input)
  if (early) return early
  const views = viewsThatServe(input.surveys)
  if (new Set(views.map(view => view.cluster)).size > 1) return severalClusters(input)
  const [view] = views
  if (view) return withCluster(input, view)
  return input.surveys.some(({ data }) => data.kind === 'member') ? withDataAlone(input) : withoutData(input)
}

/** Whether the result of `decide` is a refusal. */
export function isRefusal(decided: Decision | Refusal): decided is Refusal {
  return 'found' in decided
}
