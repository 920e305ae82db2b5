import type { Named, Survey } from '../survey.ts'

/** What is put side by side: the inventory, what each host was found to hold, and what the user asks for. */
export interface Situation {
  /** The hosts of the inventory, in its order. */
  readonly hosts: readonly Named[]
  /** Those of them that were asked and answered. */
  readonly surveys: readonly Survey[]
  readonly token: string
  /** The version that the site would install; empty: whatever there is. */
  readonly version: string
  readonly dataDirectory: string
  readonly unit: string
  readonly removesUnlisted: boolean
  /** True lets a cluster be upgraded by one minor version. */
  readonly isUpgrade: boolean
  /** Alarms that do not prevent a run. */
  readonly toleratedAlarms: readonly string[]
  /** True allows a new cluster in place of one whose data is all missing. */
  readonly isNewWanted: boolean
  /** True lets members be started and restarted although their cluster has no quorum. */
  readonly isForced: boolean
}

/** The hosts of the inventory that did not answer, or were not asked. */
export function missingOf({ hosts, surveys }: Situation): string[] {
  return hosts.map(({ name }) => name).filter(name => !surveys.some(survey => survey.name === name))
}
