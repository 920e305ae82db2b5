import type { Place } from '../errors.ts'
import type { VarsSource } from '../yaml/load.ts'

export interface InventoryHost {
  readonly name: string
  readonly place: Place
  /**
   * All groups that the host belongs to: `all` first, parents before children, otherwise by `ansible_group_priority`
   * and name.
   */
  readonly groups: readonly string[]
  /**
   * The layers of variables, weakest first, in Ansible's order: groups in the inventory's files; `group_vars/all` of
   * the inventory, then of the playbook; the files of the other groups in the same order; the host in the
   * inventory's files, in `host_vars/` of the inventory, then of the playbook; `secrets/` of `all`, of the other
   * groups, and of the host.
   */
  readonly layers: readonly VarsLayer[]
}

export interface VarsLayer {
  /** The name of the layer in messages: `group_vars/etcd.yml`. */
  readonly title: string
  /** The variables. Those of a file of secrets are decrypted when they are first read. */
  readonly vars: VarsSource
}

export interface Inventory {
  /** The hosts by name, in the order of the files. */
  readonly hosts: ReadonlyMap<string, InventoryHost>
  /**
   * The names of each group's hosts, including those of descendants, in the order in which the group lists them.
   * Includes `all` and `ungrouped`.
   */
  readonly groups: ReadonlyMap<string, readonly string[]>
  /**
   * The variables of `localhost` if the inventory does not contain it: those of `all` and of `host_vars/localhost`.
   */
  readonly localhostLayers: readonly VarsLayer[]
  /** The absolute paths of the files that were read. */
  readonly files: readonly string[]
}

/** An inventory to which a run can add hosts and groups. Values that were read from it earlier do not change. */
export interface GrowingInventory extends Inventory {
  /** Returns the child groups of a group, from the files and from tasks. */
  readonly childrenOf: (group: string) => readonly string[]
  /**
   * Adds a host, or adds groups and variables to an existing one. Returns its name, and whether anything was new.
   * Throws InputError without any change.
   */
  readonly addHost: (added: AddedHost) => { readonly name: string; readonly isChange: boolean }
  /**
   * Adds a host to a group, which is created if it does not exist. Returns whether the host was not yet in it.
   * Throws InputError without any change.
   */
  readonly addToGroup: (added: AddedMember) => boolean
  /**
   * Reads all sources again; hosts and groups that tasks added are kept. Throws InputError or InputErrors without
   * any change.
   */
  readonly refresh: () => void
  /** Returns an independent copy of the inventory. */
  readonly copy: () => GrowingInventory
}

/** A host that a task adds. */
export interface AddedHost {
  /** As in inventory files, possibly with a port, but without ranges. */
  readonly name: string
  readonly groups: readonly string[]
  /** Plain values, which are not rendered. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The place of the task that adds the host. */
  readonly place: Place
}

/** A membership of a host in a group that a task adds. */
export interface AddedMember {
  readonly host: string
  readonly group: string
  /** The parent groups of the group. */
  readonly parents: readonly string[]
  /** The place of the task. */
  readonly place: Place
}
