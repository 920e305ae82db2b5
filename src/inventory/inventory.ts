import type { Place } from '../errors.ts'
import type { VarsSource } from '../yaml/load.ts'

export interface InventoryHost {
  readonly name: string
  readonly place: Place
  /** All groups it is in: `all` first, parents before children, else by `ansible_group_priority` and name. */
  readonly groups: readonly string[]
  /**
   * Variable layers, weakest first, in Ansible's order: groups in the inventory's files; `group_vars/all` of
   * the inventory, then of the playbook; the other groups' files likewise; the host in the inventory's files,
   * in `host_vars/` of the inventory, then of the playbook; `secrets/` of all, the other groups, the host.
   */
  readonly layers: readonly VarsLayer[]
}

export interface VarsLayer {
  /** For messages: `group_vars/etcd.yml`. */
  readonly title: string
  /** Of a file of secrets they are decrypted when they are first asked for. */
  readonly vars: VarsSource
}

export interface Inventory {
  /** In the order of the files. */
  readonly hosts: ReadonlyMap<string, InventoryHost>
  /** Group to its hosts' names, descendants included, in the order in which the group lists them; `all` and `ungrouped` among them. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** The variables of `localhost` if it is not in the inventory: those of `all`, and of `host_vars/localhost`. */
  readonly localhostLayers: readonly VarsLayer[]
  /** The files read, absolute. */
  readonly files: readonly string[]
}

/** An inventory to which a run adds hosts and groups. What was read from it before stays as it was. */
export interface GrowingInventory extends Inventory {
  /** The groups that a group has as children in the files, and those that tasks gave it. */
  readonly childrenOf: (group: string) => readonly string[]
  /**
   * Adds a host, or gives one that exists more groups and variables; returns its name, and whether any of that is new. Throws InputError,
   * and adds nothing then.
   */
  readonly addHost: (added: AddedHost) => { readonly name: string; readonly isChange: boolean }
  /**
   * Adds a host to a group, which is created if there is none of that name; returns whether it was not in it. Throws InputError, and adds
   * nothing then.
   */
  readonly addToGroup: (added: AddedMember) => boolean
  /** Reads all sources again; hosts and groups that tasks added stay. Throws InputError or InputErrors, and changes nothing then. */
  readonly refresh: () => void
  /** The same inventory by itself: what is added to one of them is not in the other. */
  readonly copy: () => GrowingInventory
}

/** A host that a task adds. */
export interface AddedHost {
  /** As in the files, maybe with a port, but without ranges. */
  readonly name: string
  readonly groups: readonly string[]
  /** Plain values, which are never rendered. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The place of the task. */
  readonly place: Place
}

/** A host of a group that a task adds. */
export interface AddedMember {
  readonly host: string
  readonly group: string
  /** The groups above it. */
  readonly parents: readonly string[]
  /** The place of the task. */
  readonly place: Place
}
