import { type Probe, probe } from '../probe.ts'
import { type ShellText, sh } from '../shell.ts'

/** How a client reaches etcd: endpoints with their scheme, and the folder of `ca.pem`, `etcd.pem`, `etcd-key.pem`. */
export interface EtcdClient {
  readonly endpoints: readonly string[]
  readonly certificates: string
  /** The folder of etcdctl. */
  readonly binaries: string
}

export interface EtcdHealth {
  readonly isHealthy: boolean
  /** What etcdctl said. */
  readonly report: string
}

/** Asks every endpoint for its health over TLS, by the v3 commands of etcdctl or, where it has none, by those of v2. */
export function etcdHealth(client: EtcdClient): Probe<EtcdHealth> {
  return probe({
    title: `health of ${client.endpoints.join(', ')}`,
    script: sh`${environment(client)}
if ETCDCTL_API=3 "$b/etcdctl" version >/dev/null 2>&1; then
  ETCDCTL_API=3 "$b/etcdctl" --endpoints="$e" --cacert="$c/ca.pem" --cert="$c/etcd.pem" --key="$c/etcd-key.pem" --command-timeout=5s endpoint health 2>&1
else
  ETCDCTL_API=2 "$b/etcdctl" --endpoints="$e" --ca-file="$c/ca.pem" --cert-file="$c/etcd.pem" --key-file="$c/etcd-key.pem" cluster-health 2>&1
fi`,
    answers: Array.from({ length: 256 }, (_, status) => status),
    parse: ({ status, stdout, stderr }) => ({ isHealthy: status === 0, report: `${stdout}${stderr}`.trim() }),
  })
}

/** What became of a client without a certificate: `refused`, `accepted`, or `silent` where etcd does not answer at all. */
export function etcdWithoutCertificate(client: EtcdClient): Probe<'refused' | 'accepted' | 'silent'> {
  return probe({
    title: `${client.endpoints.join(', ')} without a certificate`,
    script: sh`${environment(client)}
export ETCDCTL_API=3
"$b/etcdctl" --endpoints="$e" --cacert="$c/ca.pem" --cert="$c/etcd.pem" --key="$c/etcd-key.pem" --command-timeout=5s endpoint health >/dev/null 2>&1 || exit 2
"$b/etcdctl" --endpoints="$e" --cacert="$c/ca.pem" --command-timeout=2s get --keys-only --limit=1 / >/dev/null 2>&1 && exit 1
exit 0`,
    answers: [0, 1, 2],
    parse: ({ status }) => (status === 0 ? 'refused' : status === 1 ? 'accepted' : 'silent'),
  })
}

/** A login's own settings of etcdctl would contradict the options. */
function environment({ endpoints, certificates, binaries }: EtcdClient): ShellText {
  return sh`unset ETCDCTL_ENDPOINT ETCDCTL_ENDPOINTS ETCDCTL_CACERT ETCDCTL_CERT ETCDCTL_KEY ETCDCTL_CA_FILE ETCDCTL_CERT_FILE ETCDCTL_KEY_FILE
b=${binaries}; c=${certificates}; e=${endpoints.join(',')}`
}
