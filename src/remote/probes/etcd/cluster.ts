import { programText } from '../../../base/program-text.ts'
import type { Answer } from '../../../shell/exchange.ts'
import { ShellText, sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'
import { ASK_ETCDCTL, type EtcdClient, etcdctlEnvironment, LATE } from './etcdctl.ts'

/** A member in the cluster's member list. */
export interface EtcdMember {
  /** The id in hex, as etcdctl shows it. */
  readonly id: string
  /** The member's name; empty for a member that was added but never started. */
  readonly name: string
  readonly peerUrls: readonly string[]
  /** Empty for a member that never started. */
  readonly clientUrls: readonly string[]
  readonly isLearner: boolean
}

/** The status that one member reports. */
export interface EtcdStatus {
  readonly endpoint: string
  readonly cluster: string
  readonly member: string
  readonly version: string
  /**
   * Whether it answered a read that needs a quorum. Its status alone does not show this: a member keeps its leader
   * for a while after the quorum is lost. A learner does not answer such reads: it serves if it knows a leader.
   */
  readonly serves: boolean
  readonly raftIndex: number
  /** The revision of the key space. */
  readonly revision: number
  /**
   * The size of its database, and how much of that is in use. Releases before 3.4 do not report the latter; it is
   * then the size.
   */
  readonly databaseBytes: number
  readonly usedBytes: number
  /** The active alarms, such as `NOSPACE`. Releases before 3.4 do not report them. */
  readonly alarms: readonly string[]
}

/** The state of a cluster as one host sees it. */
export interface EtcdView {
  /** False if the host has no etcdctl, or no client certificate. */
  readonly hasClient: boolean
  /** Null if no endpoint returned the member list. */
  readonly members: readonly EtcdMember[] | null
  /** The id of the cluster that returned the member list. */
  readonly cluster: string | null
  readonly statuses: readonly EtcdStatus[]
  /**
   * Endpoints that did not return their status in time, although they are not known to be down: their hosts are busy,
   * or drop packets.
   */
  readonly late: readonly string[]
  /** The error output of etcdctl if a request failed; empty otherwise. */
  readonly problem: string
}

/** The members of a cluster that a host asks for their status. */
export interface EtcdQuestion extends EtcdClient {
  /**
   * The endpoints that are asked for their status. In addition, every listed member that is not at an endpoint in
   * `answered` is asked.
   */
  readonly statusOf: readonly string[]
  /** The endpoints of members that other hosts ask; `all` to ask for the member list only. */
  readonly answered: readonly string[] | 'all'
}

/** Asks for the members of a cluster, and for their status. */
const CLUSTER = new ShellText(programText(new URL('./cluster.sh', import.meta.url)))

/** Asks the cluster for its members, and all members at the same time for their status, over TLS. */
export function etcdView(question: EtcdQuestion): Probe<EtcdView> {
  const { answered } = question
  return probe({
    title: `cluster of ${question.endpoints.join(', ')}`,
    script: sh`${etcdctlEnvironment(question)}
${ASK_ETCDCTL}
list_only=${answered === 'all' ? 'yes' : 'no'}
set -- ${[...question.statusOf, '--', ...(answered === 'all' ? [] : answered)]}
${CLUSTER}`,
    answers: [0, 127],
    parse: parseView,
  })
}

/** The view of a host without etcdctl or certificates. */
export const NO_VIEW: EtcdView = {
  ...{ hasClient: false, members: null, cluster: null, statuses: [], late: [], problem: '' },
}

/** Parses the output of the script of `etcdView`. */
export function parseView({ status, stdout }: Pick<Answer, 'status' | 'stdout'>): EtcdView {
  if (status === 127) return NO_VIEW
  const parts = partsOf(stdout.toString())
  const list = parts.find(({ kind, isAnswered }) => kind === 'list' && isAnswered)
  const listed = list && (jsonIn(list.lines) as ListAnswer | undefined)
  const reads = parts.filter(({ kind }) => kind === 'read')
  const statuses = parts
    .filter(({ kind, isAnswered }) => kind === 'status' && isAnswered)
    .flatMap(({ lines }) => (jsonIn(lines) as StatusAnswer[] | undefined) ?? [])
    .map(answer => readStatus(answer, outcomeOf(reads.find(({ endpoint }) => endpoint === answer.Endpoint))))
  const isFailed = {
    status: () => true,
    list: () => !list,
    read: (part: Part) => outcomeOf(part) === 'failed',
  }
  const failed = parts.filter(part => !part.isAnswered && isFailed[part.kind](part))
  return {
    hasClient: true,
    members: listed ? (listed.members ?? []).map(readMember) : null,
    cluster: listed ? hex(listed.header.cluster_id) : null,
    statuses,
    late: parts.filter(({ kind, isLate }) => kind === 'status' && isLate).map(({ endpoint }) => endpoint),
    problem: [...new Set(failed.map(({ lines, endpoint }) => reasonIn(lines, endpoint)))].join('\n'),
  }
}

/** The output of one call of etcdctl, with the kind of request and how it ended. */
interface Part {
  readonly kind: 'status' | 'read' | 'list'
  readonly isAnswered: boolean
  readonly isLate: boolean
  readonly endpoint: string
  readonly lines: readonly string[]
}

function partsOf(output: string): Part[] {
  return output
    .split(/^@@ (?=(?:status|read|list) )/m)
    .slice(1)
    .map(part => {
      const [head = '', ...lines] = part.split(/[\n\x01]/)
      const [kind, code = '', endpoint = ''] = head.split(' ')
      return { kind: kind as Part['kind'], isAnswered: code === '0', isLate: code === LATE, endpoint, lines }
    })
}

interface ListAnswer {
  header: { cluster_id: string }
  members?: { ID: string; name?: string; peerURLs?: string[]; clientURLs?: string[]; isLearner?: boolean }[]
}

interface StatusAnswer {
  Endpoint: string
  Status: {
    header: { cluster_id: string; member_id: string; revision?: number }
    version: string
    dbSize?: number
    dbSizeInUse?: number
    leader?: string
    raftIndex?: number
    errors?: string[]
  }
}

function readMember(member: NonNullable<ListAnswer['members']>[number]): EtcdMember {
  return {
    id: hex(member.ID),
    name: member.name ?? '',
    peerUrls: member.peerURLs ?? [],
    clientUrls: member.clientURLs ?? [],
    isLearner: member.isLearner ?? false,
  }
}

type ReadOutcome = 'answered' | 'failed' | 'not for learners'

/** Returns the outcome of a read. Since 3.5, etcdctl reports a member that answered but has an alarm as unhealthy. */
function outcomeOf(read: { isAnswered: boolean; lines: readonly string[] } | undefined): ReadOutcome {
  const said = read?.lines.join('\n') ?? ''
  if (read?.isAnswered || /Active Alarm/.test(said)) return 'answered'
  return /not supported for learner/.test(said) ? 'not for learners' : 'failed'
}

function readStatus({ Endpoint, Status }: StatusAnswer, read: ReadOutcome): EtcdStatus {
  const { header, version, leader, raftIndex, dbSize, dbSizeInUse, errors = [] } = Status
  return {
    endpoint: Endpoint,
    cluster: hex(header.cluster_id),
    member: hex(header.member_id),
    version,
    serves:
      read === 'answered' || (read === 'not for learners' && leader !== undefined && BigInt(leader) !== 0n),
    raftIndex: Number(raftIndex ?? 0),
    revision: Number(header.revision ?? 0),
    databaseBytes: Number(dbSize ?? 0),
    usedBytes: Number(dbSizeInUse ?? dbSize ?? 0),
    alarms: errors.flatMap(error => /alarm:\s*([A-Z]+)/.exec(error)?.[1] ?? []),
  }
}

/**
 * Parses the line of JSON among other lines. Ids are 64-bit numbers, which are not exact in JavaScript's JSON: they
 * become strings.
 */
function jsonIn(lines: readonly string[]): unknown {
  const line = lines.find(each => /^(\[|\{"header")/.test(each))
  if (line === undefined) return undefined
  const kept = line.replace(/"(?:[^"\\]|\\.)*"|\d{15,}/g, token =>
    token.startsWith('"') ? token : `"${token}"`,
  )
  try {
    return JSON.parse(kept)
  } catch {
    return undefined
  }
}

/** Returns an id in hex, as etcdctl shows it in its tables. */
function hex(id: string | number): string {
  return BigInt(id).toString(16)
}

/** Returns the last error message of etcdctl, without the fields of its log format. */
function reasonIn(lines: readonly string[], endpoint: string): string {
  const said = lines.map(line => line.trim()).filter(line => line !== '' && line !== '[]')
  const logged = said.map(line => /"error":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1]).find(Boolean)
  const last =
    said.findLast(line => !line.startsWith('{"level"') && line !== 'Error: unhealthy cluster') ?? ''
  const reason = [last.replace(`${endpoint} is `, ''), logged].filter(Boolean).join(': ')
  return endpoint === '-' ? reason : `${endpoint}: ${reason}`
}
