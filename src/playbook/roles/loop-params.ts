import type { Source } from '../../errors.ts'

/** Variables that an include gives to its tasks: its `vars` as written, and the values of its loop. */
export type ParamsOfInclude = ReadonlyMap<string, { readonly source: Source } | { readonly value: unknown }>

/** What one round of a looped block gives to its tasks. Hosts run it together, each with its own item. */
export interface RoundOfBlock {
  /** The loop variables of the item, by host. */
  readonly byHost: ReadonlyMap<string, ReadonlyMap<string, { readonly value: unknown }>>
  /** The item as the report names it, by host. */
  readonly labels: ReadonlyMap<string, string>
}

/** What the includes and looped blocks around a task give it, outermost first. */
export type LoopParams = readonly (ParamsOfInclude | RoundOfBlock)[]
