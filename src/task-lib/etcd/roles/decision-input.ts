import type { Named, Survey } from '../survey.ts'

/** The input of the decision: the inventory, the survey of each host, and the options of the user. */
export interface DecisionInput {
  /** The hosts of the inventory, in its order. */
  readonly hosts: readonly Named[]
  /** The surveys of the hosts that were contacted and responded. */
  readonly surveys: readonly Survey[]
  readonly token: string
  /** The version that would be installed; empty if any version is accepted. */
  readonly version: string
  readonly dataDirectory: string
  readonly unit: string
  readonly removesUnlisted: boolean
  /** True if the cluster may be upgraded by one minor version. */
  readonly isUpgrade: boolean
  /** Alarms that do not prevent a run. */
  readonly toleratedAlarms: readonly string[]
  /** True if a new cluster may replace one whose data is missing on all hosts. */
  readonly isNewWanted: boolean
  /** True if members may be started and restarted although their cluster has no quorum. */
  readonly isForced: boolean
}

/** Returns the hosts of the inventory that did not respond or were not contacted. */
export function missingOf({ hosts, surveys }: DecisionInput): string[] {
  return hosts.map(({ name }) => name).filter(name => !surveys.some(survey => survey.name === name))
}
