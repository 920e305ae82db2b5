import { programText } from '../../../base/program-text.ts'
import type { Answer } from '../../../shell/exchange.ts'
import { ShellText, sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'
import { ASK_ETCDCTL, type EtcdClient, etcdctlEnvironment } from './etcdctl.ts'

/** The health of a cluster, as etcdctl reports it. */
export interface EtcdHealth {
  readonly isHealthy: boolean
  /** False if the host has no etcdctl. */
  readonly hasClient: boolean
  /** The message of etcdctl about each endpoint, one per line. */
  readonly report: string
  /** The cluster's id in hex; empty if the endpoints did not return it, or belong to several clusters. */
  readonly cluster: string
}

/** The prefix of the line with the cluster of each endpoint. */
const CLUSTERS = 'clusters: '

/**
 * Asks every endpoint for its health over TLS, with the v3 commands of etcdctl or, if it has none, with the v2
 * commands. An endpoint that is not healthy takes all of the seconds.
 */
export function etcdHealth(client: EtcdClient, seconds = 4): Probe<EtcdHealth> {
  const limit = `${seconds}s`
  return probe({
    title: `health of ${client.endpoints.join(', ')}`,
    script: sh`${etcdctlEnvironment(client)}
${ASK_ETCDCTL}
command -v "$binaries/etcdctl" >/dev/null 2>&1 || exit 127
if ETCDCTL_API=3 "$binaries/etcdctl" version >/dev/null 2>&1; then
  run_etcdctl ${limit} --endpoints="$endpoints" endpoint health 2>&1 || exit
  # An endpoint that belongs to another cluster is healthy too.
  printf '%s%s\\n' ${CLUSTERS} "$(run_etcdctl ${limit} --endpoints="$endpoints" endpoint status -w json 2>/dev/null)"
else
  run_etcdctl_v2 --endpoints="$endpoints" cluster-health 2>&1
fi`,
    // Every status of etcdctl is an answer: any except 0 means that an endpoint is not healthy.
    answers: 'any',
    parse: parseHealth,
  })
}

/**
 * Parses the output of `endpoint health` or `cluster-health`; leaves out times and warnings. Endpoints of several
 * clusters count as not healthy, and are listed with their cluster ids.
 */
export function parseHealth({ status, stdout }: Pick<Answer, 'status' | 'stdout'>): EtcdHealth {
  const callbacks = stdout.toString().split('\n')
  const clusters = clustersIn(callbacks.find(line => line.startsWith(CLUSTERS)) ?? '')
  if (new Set(clusters.map(({ id }) => id)).size > 1) {
    const report = clusters.map(({ endpoint, id }) => `${endpoint} belongs to the cluster ${id}`).sort()
    return { isHealthy: false, hasClient: true, report: report.join('\n'), cluster: '' }
  }
  const lines = callbacks
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

/** The ids are 64-bit numbers, which are not exact in JavaScript's JSON, so they are matched as strings. */
function clustersIn(json: string): { endpoint: string; id: string }[] {
  const found = json.matchAll(/"Endpoint":"([^"]*)","Status":\{"header":\{"cluster_id":(\d{1,20})/g)
  return [...found].map(([, endpoint = '', id = '']) => ({ endpoint, id: BigInt(id).toString(16) }))
}

/** Connects to each endpoint once without a certificate. */
const WITHOUT_CERTIFICATE = new ShellText(programText(new URL('./without-certificate.sh', import.meta.url)))

/** What a client without a certificate got; `accepted` even if only one endpoint accepted it. */
export type Admission = 'refused' | 'accepted' | 'silent'

/**
 * Connects to every endpoint once without a certificate, over TLS and in plain text. Only an endpoint that answers a
 * client with a certificate can be said to refuse one without: an endpoint that is down, or does not answer in time,
 * is `silent`.
 */
export function etcdWithoutCertificate(client: EtcdClient): Probe<Admission> {
  return probe({
    title: `${client.endpoints.join(', ')} without a certificate`,
    script: sh`${etcdctlEnvironment(client)}
${ASK_ETCDCTL}
set -- ${client.endpoints}
${WITHOUT_CERTIFICATE}`,
    answers: [0, 1, 2],
    parse: ({ status }) => (['refused', 'accepted'] as const)[status] ?? 'silent',
  })
}
