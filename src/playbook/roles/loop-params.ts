import type { Source } from '../../errors.ts'

/** Variables that an include passes to its tasks: its `vars` as written, and the values of its loop. */
export type ParamsOfInclude = ReadonlyMap<string, { readonly source: Source } | { readonly value: unknown }>

/**
 * Variables that one round of a looped block passes to its tasks. Hosts run a round together, each with its own
 * item.
 */
export interface RoundOfBlock {
  /** The loop variables of the item, by host. */
  readonly byHost: ReadonlyMap<string, ReadonlyMap<string, { readonly value: unknown }>>
  /** The item's label in the report, by host. */
  readonly labels: ReadonlyMap<string, string>
}

/** Variables from the includes and looped blocks around a task, outermost first. */
export type LoopParams = readonly (ParamsOfInclude | RoundOfBlock)[]
