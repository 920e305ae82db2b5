import type { EtcdView } from '../../remote/probes/etcd/cluster.ts'
import type { EtcdData } from '../../remote/probes/etcd/data.ts'

/** What one host of the inventory is found to hold and to see; plain JSON, as it is registered. */
export interface Survey {
  readonly name: string
  readonly data: EtcdData
  /** True while the unit runs, or is being started again and again. */
  readonly isRunning: boolean
  /** The initial settings of etcd in the existing unit file; null if there is none. */
  readonly begins: { readonly cluster: string; readonly state: string } | null
  readonly view: EtcdView
  /** Seconds by which the host's clock is off, if that is too much; otherwise 0. */
  readonly clockOff: number
  /** The id of the cluster that the host was seen in as a healthy member. */
  readonly remembered: string | null
}

/** A host of the inventory. */
export interface Named {
  readonly name: string
  readonly address: string
}
