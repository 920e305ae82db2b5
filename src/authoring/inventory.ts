/** The module `drover/inventory`: what an inventory in TypeScript imports. It imports nothing, so that it loads at once. */

/** A value of a variable: plain data, which is never rendered. */
export type InventoryValue =
  | null
  | boolean
  | number
  | string
  | readonly InventoryValue[]
  | { readonly [key: string]: InventoryValue }

/** One host of an inventory. */
export interface InventoryHostEntry {
  /** The groups that it is in. They need no entry of their own. */
  readonly groups?: readonly string[]
  /** Its variables, connection settings such as `address`, `port` and `user` among them. */
  readonly vars?: { readonly [name: string]: InventoryValue }
}

/** One group of an inventory. */
export interface InventoryGroupEntry {
  readonly vars?: { readonly [name: string]: InventoryValue }
  /** The groups below it. */
  readonly children?: readonly string[]
}

/** What an inventory in TypeScript returns: hosts and groups by name. */
export interface InventoryContent {
  readonly hosts: { readonly [name: string]: InventoryHostEntry }
  readonly groups?: { readonly [name: string]: InventoryGroupEntry }
}

/** An inventory in TypeScript: how to list the hosts, for how long that may take, and for how long the list is kept. */
export interface InventoryDefinition {
  /** Lists the hosts. What it prints is shown only if it fails. */
  readonly list: () => InventoryContent | Promise<InventoryContent>
  /** The seconds that loading the file and listing may each take; 60 by default. */
  readonly timeout?: number
  /** Keeps the list for later runs for that number of seconds, in a file that only its owner can read. A changed file is always run. */
  readonly cache?: { readonly seconds: number }
}

/** Defines an inventory in TypeScript, the default export of a file such as `inventory/cloud.ts`. */
export function defineInventory(definition: InventoryDefinition): InventoryDefinition {
  return definition
}
