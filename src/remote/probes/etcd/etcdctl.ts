import { programText } from '../../../base/program-text.ts'
import { ShellText, sh } from '../../../shell/quote.ts'

/**
 * How a client connects to etcd: endpoints with their scheme, and the folder of `ca.pem`, `etcd.pem`, `etcd-key.pem`.
 */
export interface EtcdClient {
  readonly endpoints: readonly string[]
  readonly certificates: string
  /** The folder that contains etcdctl. */
  readonly binaries: string
}

/**
 * Returns shell code that removes the login's own etcdctl settings, which would contradict the options, and sets
 * `binaries`, `certificates` and `endpoints` to those of the client.
 */
export function etcdctlEnvironment({ endpoints, certificates, binaries }: EtcdClient): ShellText {
  return sh`for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done
binaries=${binaries} certificates=${certificates} endpoints=${endpoints.join(',')}`
}

/** The status with which `ask` ends if there was no response in time. */
export const LATE = '124'

/**
 * Defines shell functions that run etcdctl. Their timeouts allow for busy hosts. They need the variables that
 * `etcdctlEnvironment` sets.
 */
export const ASK_ETCDCTL = new ShellText(programText(new URL('./ask-etcdctl.sh', import.meta.url)))
