import { programText } from '../../../base/program-text.ts'
import { ShellText, sh } from '../../../shell/quote.ts'

/** How a client reaches etcd: endpoints with their scheme, and the folder of `ca.pem`, `etcd.pem`, `etcd-key.pem`. */
export interface EtcdClient {
  readonly endpoints: readonly string[]
  readonly certificates: string
  /** The folder of etcdctl. */
  readonly binaries: string
}

/** A login's own settings of etcdctl would contradict the options: sets `binaries`, `certificates` and `endpoints` to what it is given instead. */
export function etcdctlEnvironment({ endpoints, certificates, binaries }: EtcdClient): ShellText {
  return sh`for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done
binaries=${binaries} certificates=${certificates} endpoints=${endpoints.join(',')}`
}

/** The status with which `ask` ends if there was no answer in time. */
export const LATE = '124'

/** Defines shell functions that run etcdctl: `ask` waits longer for hosts that may be busy. They need what `etcdctlEnvironment` sets. */
export const ASK_ETCDCTL = new ShellText(programText(new URL('./ask-etcdctl.sh', import.meta.url)))
