import type { Problems } from './problems.ts'
import type { Unseal } from './sealed.ts'

/** What playbooks may refer to. */
export interface Known {
  readonly taskTypes: readonly string[]
  readonly unseal?: Unseal
}

/** A playbook being read. */
export interface Reading extends Known {
  readonly problems: Problems
  /** The files that are being imported, outermost first; absolute. */
  readonly chain: readonly string[]
  readonly isHandlers: boolean
}

export function openReading(known: Known, file: string): Reading {
  return { ...known, problems: [], chain: [file], isHandlers: false }
}
