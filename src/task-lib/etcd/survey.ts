import type { EtcdView } from '../../remote/probes/etcd/cluster.ts'
import type { EtcdData } from '../../remote/probes/etcd/data.ts'

/**
 * The state of one host of the inventory: its data and its view of the cluster. Plain JSON, because it is registered.
 */
export interface Survey {
  readonly name: string
  readonly data: EtcdData
  /** True if the unit is running, or is being restarted repeatedly. */
  readonly isRunning: boolean
  /** The initial settings of etcd in the existing unit file; null if there is none. */
  readonly begins: { readonly cluster: string; readonly state: string } | null
  readonly view: EtcdView
  /** Seconds by which the host's clock differs if that is too much; otherwise 0. */
  readonly clockOff: number
  /** ID of the cluster in which the host was last recorded as a healthy member; null if there is none. */
  readonly remembered: string | null
}

/** A host of the inventory. */
export interface Named {
  readonly name: string
  readonly address: string
}
