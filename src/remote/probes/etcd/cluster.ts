import { programText } from '../../../base/program-text.ts'
import type { Answer } from '../../../shell/exchange.ts'
import { ShellText, sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'
import { type EtcdClient, etcdctlEnvironment } from './health.ts'

/** A member as the cluster lists it. */
export interface EtcdMember {
  /** In hex, as etcdctl shows it. */
  readonly id: string
  /** Empty for a member that was added and never started. */
  readonly name: string
  readonly peerUrls: readonly string[]
  /** Empty for a member that never started. */
  readonly clientUrls: readonly string[]
  readonly isLearner: boolean
}

/** What one member says of itself. */
export interface EtcdStatus {
  readonly endpoint: string
  readonly cluster: string
  readonly member: string
  readonly version: string
  /**
   * True if it answered a read that takes the quorum: a member believes in a leader for a while after the quorum is lost.
   * A learner answers no such read, and serves if it knows of a leader.
   */
  readonly serves: boolean
  readonly raftIndex: number
  /** Of the key space. */
  readonly revision: number
  /** The size of its database, and how much of that is used: releases before 3.4 do not say. */
  readonly databaseBytes: number
  readonly usedBytes: number
  /** Such as `NOSPACE`; releases before 3.4 do not say. */
  readonly alarms: readonly string[]
}

/** What a host sees of the cluster. */
export interface EtcdView {
  /** False if the host has no etcdctl, or no certificate to show. */
  readonly hasClient: boolean
  /** Null if no endpoint gave the list. */
  readonly members: readonly EtcdMember[] | null
  /** The cluster of that list. */
  readonly cluster: string | null
  readonly statuses: readonly EtcdStatus[]
  /** The error output of etcdctl if a request failed; empty otherwise. */
  readonly problem: string
}

export interface EtcdQuestion extends EtcdClient {
  /** Those of the endpoints that are asked for their status; so is every member of the list that is not at `answered`. */
  readonly statusOf: readonly string[]
  /** The endpoints of members that are asked by others. */
  readonly answered: readonly string[]
}

/** Asks for the members of a cluster, and for their status. */
const CLUSTER = new ShellText(programText(new URL('./cluster.sh', import.meta.url)))

/** Asks the cluster for its members, and members for their status, over TLS and all at once. */
export function etcdView(question: EtcdQuestion): Probe<EtcdView> {
  return probe({
    title: `cluster of ${question.endpoints.join(', ')}`,
    script: sh`${etcdctlEnvironment(question)}
set -- ${[...question.statusOf, '--', ...question.answered]}
${CLUSTER}`,
    answers: [0, 127],
    parse: parseView,
  })
}

const NOTHING: EtcdView = { hasClient: false, members: null, cluster: null, statuses: [], problem: '' }

/** Reads what etcdctl printed, each part under a line that says what was asked and how it ended. */
export function parseView({ status, stdout }: Pick<Answer, 'status' | 'stdout'>): EtcdView {
  if (status === 127) return NOTHING
  const parts = stdout
    .toString()
    .split(/^@@ /m)
    .slice(1)
    .map(part => {
      const [head = '', ...lines] = part.split('\n')
      const [kind = '', code = '', endpoint = ''] = head.split(' ')
      return { kind, isAnswered: code === '0', endpoint, lines }
    })
  const list = parts.find(({ kind, isAnswered }) => kind === 'list' && isAnswered)
  const listed = list && (jsonIn(list.lines) as ListAnswer | undefined)
  const reads = parts.filter(({ kind }) => kind === 'read')
  const statuses = parts
    .filter(({ kind, isAnswered }) => kind === 'status' && isAnswered)
    .flatMap(({ lines }) => (jsonIn(lines) as StatusAnswer[] | undefined) ?? [])
    .map(answer => readStatus(answer, outcomeOf(reads.find(({ endpoint }) => endpoint === answer.Endpoint))))
  const failed = parts.filter(
    part => !part.isAnswered && (part.kind !== 'read' || outcomeOf(part) === 'failed'),
  )
  return {
    hasClient: true,
    members: listed ? (listed.members ?? []).map(readMember) : null,
    cluster: listed ? hex(listed.header.cluster_id) : null,
    statuses,
    problem: failed.map(({ lines, endpoint }) => reasonIn(lines, endpoint)).join('\n'),
  }
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

/** What became of a read. Releases from 3.5 on call a member unhealthy that answered it and has an alarm. */
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

/** The JSON among other lines. Ids are numbers of 64 bits, which JavaScript's JSON does not keep: they come as text. */
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

/** An id as etcdctl shows it in its tables. */
function hex(id: string | number): string {
  return BigInt(id).toString(16)
}

/** The last thing that etcdctl said, without its log's own fields. */
function reasonIn(lines: readonly string[], endpoint: string): string {
  const said = lines.map(line => line.trim()).filter(line => line !== '' && line !== '[]')
  const logged = said.map(line => /"error":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1]).find(Boolean)
  const last =
    said.findLast(line => !line.startsWith('{"level"') && line !== 'Error: unhealthy cluster') ?? ''
  const reason = [last.replace(`${endpoint} is `, ''), logged].filter(Boolean).join(': ')
  return endpoint === '-' ? reason : `${endpoint}: ${reason}`
}
