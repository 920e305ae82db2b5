import { programText } from '../../../base/program-text.ts'
import type { Answer } from '../../../shell/exchange.ts'
import { ShellText, sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'
import { ASK_ETCDCTL, type EtcdClient, etcdctlEnvironment } from './etcdctl.ts'

export interface EtcdHealth {
  readonly isHealthy: boolean
  /** False if the host has no etcdctl. */
  readonly hasClient: boolean
  /** What etcdctl said of each endpoint, a line each. */
  readonly report: string
  /** The cluster's id in hex; empty if the endpoints did not say, or are of several. */
  readonly cluster: string
}

/** Precedes the lines with the cluster of each endpoint. */
const CLUSTERS = 'clusters: '

/**
 * Asks every endpoint for its health over TLS, with the v3 commands of etcdctl or, if it has none, with the v2
 * commands. What is not healthy takes all of the seconds.
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
  # A cluster of its own is healthy, too.
  printf '%s%s\\n' ${CLUSTERS} "$(run_etcdctl ${limit} --endpoints="$endpoints" endpoint status -w json 2>/dev/null)"
else
  run_etcdctl_v2 --endpoints="$endpoints" cluster-health 2>&1
fi`,
    // Whatever etcdctl ends with is an answer: all but 0 say that something is not healthy.
    answers: 'any',
    parse: parseHealth,
  })
}

/**
 * Parses the output of `endpoint health` or `cluster-health`, without times and warnings. Endpoints of several
 * clusters are not healthy, and are listed with their ids.
 */
export function parseHealth({ status, stdout }: Pick<Answer, 'status' | 'stdout'>): EtcdHealth {
  const told = stdout.toString().split('\n')
  const clusters = clustersIn(told.find(line => line.startsWith(CLUSTERS)) ?? '')
  if (new Set(clusters.map(({ id }) => id)).size > 1) {
    const report = clusters.map(({ endpoint, id }) => `${endpoint} belongs to the cluster ${id}`).sort()
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

/** Asks each endpoint once without a certificate. */
const WITHOUT_CERTIFICATE = new ShellText(programText(new URL('./without-certificate.sh', import.meta.url)))

/** What became of a client without a certificate: `accepted` also where only one endpoint let it in. */
export type Admission = 'refused' | 'accepted' | 'silent'

/**
 * Asks every endpoint once without a certificate, over TLS and in plain text. Only what also answers a client with a
 * certificate can refuse one without: an endpoint that is down, or does not answer in time, is `silent`.
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
