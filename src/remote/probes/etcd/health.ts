import type { Answer } from '../../../shell/exchange.ts'
import { type ShellText, sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'

/** How a client reaches etcd: endpoints with their scheme, and the folder of `ca.pem`, `etcd.pem`, `etcd-key.pem`. */
export interface EtcdClient {
  readonly endpoints: readonly string[]
  readonly certificates: string
  /** The folder of etcdctl. */
  readonly binaries: string
}

export interface EtcdHealth {
  readonly isHealthy: boolean
  /** False where the host has no etcdctl. */
  readonly hasClient: boolean
  /** What etcdctl said of each endpoint, a line each. */
  readonly report: string
  /** The cluster's id in hex; empty where the endpoints did not say, or are of several. */
  readonly cluster: string
}

/** Before what tells of which cluster each endpoint is. */
const CLUSTERS = 'clusters: '

/** Asks every endpoint for its health over TLS, by the v3 commands of etcdctl or, where it has none, by those of v2. */
export function etcdHealth(client: EtcdClient): Probe<EtcdHealth> {
  return probe({
    title: `health of ${client.endpoints.join(', ')}`,
    script: sh`${etcdctlEnvironment(client)}
command -v "$b/etcdctl" >/dev/null 2>&1 || exit 127
if ETCDCTL_API=3 "$b/etcdctl" version >/dev/null 2>&1; then
  ETCDCTL_API=3 "$b/etcdctl" --endpoints="$e" --cacert="$c/ca.pem" --cert="$c/etcd.pem" --key="$c/etcd-key.pem" \
    --dial-timeout=2s --command-timeout=4s endpoint health 2>&1 || exit
  # A cluster of its own is healthy, too.
  printf '%s%s\\n' ${CLUSTERS} "$(ETCDCTL_API=3 "$b/etcdctl" --endpoints="$e" --cacert="$c/ca.pem" --cert="$c/etcd.pem" --key="$c/etcd-key.pem" \
    --dial-timeout=2s --command-timeout=4s endpoint status -w json 2>/dev/null)"
else
  "$b/etcdctl" --endpoints="$e" --ca-file="$c/ca.pem" --cert-file="$c/etcd.pem" --key-file="$c/etcd-key.pem" \
    cluster-health 2>&1
fi`,
    // Whatever etcdctl ends with is an answer: all but 0 say that something is not healthy.
    answers: Array.from({ length: 256 }, (_, status) => status),
    parse: parseHealth,
  })
}

/**
 * Reads what `endpoint health` or `cluster-health` printed; times and warnings are left out. Endpoints of several clusters are
 * not healthy, and are told with the ids.
 */
export function parseHealth({ status, stdout }: Pick<Answer, 'status' | 'stdout'>): EtcdHealth {
  const told = stdout.toString().split('\n')
  const clusters = clustersIn(told.find(line => line.startsWith(CLUSTERS)) ?? '')
  if (new Set(clusters.map(({ id }) => id)).size > 1) {
    const report = clusters.map(({ endpoint, id }) => `${endpoint} is of the cluster ${id}`).sort()
    return { isHealthy: false, hasClient: true, report: report.join('\n'), cluster: '' }
  }
  const lines = told
    .filter(line => !line.startsWith(CLUSTERS))
    .map(line => line.trim())
    .filter(
      line => line !== '' && !/^\{"level":|^\d{4}[-/]\d\d[-/]\d\d |^Error: unhealthy cluster$/.test(line),
    )
  const report = lines.map(line => line.replace(/: successfully committed proposal: took = .*$/, '')).sort()
  return {
    isHealthy: status === 0,
    hasClient: status !== 127,
    report: report.join('\n'),
    cluster: clusters[0]?.id ?? '',
  }
}

/** The ids are numbers of 64 bits, which JavaScript's JSON does not keep. */
function clustersIn(json: string): { endpoint: string; id: string }[] {
  const found = json.matchAll(/"Endpoint":"([^"]*)","Status":\{"header":\{"cluster_id":(\d{1,20})/g)
  return [...found].map(([, endpoint = '', id = '']) => ({ endpoint, id: BigInt(id).toString(16) }))
}

/** What became of a client without a certificate: `accepted` also where only one endpoint let it in. */
export type Admission = 'refused' | 'accepted' | 'silent'

/**
 * Asks every endpoint once without a certificate, over TLS and in plain text. Only what also answers a client with a
 * certificate can refuse one without: an endpoint that is down is `silent`.
 */
export function etcdWithoutCertificate(client: EtcdClient): Probe<Admission> {
  return probe({
    title: `${client.endpoints.join(', ')} without a certificate`,
    script: sh`${etcdctlEnvironment(client)}
command -v "$b/etcdctl" >/dev/null 2>&1 || exit 2
if ETCDCTL_API=3 "$b/etcdctl" version >/dev/null 2>&1; then
  ETCDCTL_API=3 "$b/etcdctl" --endpoints="$e" --cacert="$c/ca.pem" --cert="$c/etcd.pem" --key="$c/etcd-key.pem" \
    --dial-timeout=2s --command-timeout=4s endpoint health >/dev/null 2>&1 || exit 2
else
  "$b/etcdctl" --endpoints="$e" --ca-file="$c/ca.pem" --cert-file="$c/etcd.pem" --key-file="$c/etcd-key.pem" \
    cluster-health >/dev/null 2>&1 || exit 2
fi
# The v2 client says at once what became of its connection; that of v3 tries until its time is up.
if ETCDCTL_API=2 "$b/etcdctl" --version >/dev/null 2>&1; then
  lets_in() {
    said=$(ETCDCTL_API=2 "$b/etcdctl" "$@" member list 2>&1) && return 0
    case $said in *'unexpected status code'*) return 0;; *) return 1;; esac
  }
else
  lets_in() { ETCDCTL_API=3 "$b/etcdctl" "$@" --dial-timeout=1s --command-timeout=1s member list >/dev/null 2>&1; }
fi
ca=--cacert
ETCDCTL_API=2 "$b/etcdctl" --version >/dev/null 2>&1 && ca=--ca-file
for u in ${client.endpoints}; do
  lets_in --endpoints="$u" "$ca=$c/ca.pem" && exit 1
  lets_in --endpoints="http://\${u#*://}" && exit 1
done
exit 0`,
    answers: [0, 1, 2],
    parse: ({ status }) => (['refused', 'accepted'] as const)[status] ?? 'silent',
  })
}

/** A login's own settings of etcdctl would contradict the options: sets `b`, `c` and `e` to what it is given instead. */
export function etcdctlEnvironment({ endpoints, certificates, binaries }: EtcdClient): ShellText {
  return sh`for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done
b=${binaries}; c=${certificates}; e=${endpoints.join(',')}`
}
