import type { Place } from '../errors.ts'
import type { VarsSource } from './steps.ts'

export interface InventoryHost {
  readonly name: string
  readonly place: Place
  /** All groups it is in, `all` first, parents before children, else by name. */
  readonly groups: readonly string[]
  /**
   * Variable layers, weakest first: `all`, parent groups, groups, the host's own; in each the inventory file
   * before `group_vars/` and `host_vars/` beside it, those of the playbook's folder last.
   */
  readonly layers: readonly VarsLayer[]
}

export interface VarsLayer {
  /** For messages: `group_vars/etcd.yml`. */
  readonly title: string
  readonly vars: VarsSource
}

export interface Inventory {
  /** In the order of the files. */
  readonly hosts: ReadonlyMap<string, InventoryHost>
  /** Group to its hosts' names, descendants included, in inventory order; `all` and `ungrouped` among them. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** The files read, absolute. */
  readonly files: readonly string[]
}
