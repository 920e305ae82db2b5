import type { EtcdMember, EtcdStatus, EtcdView } from '../../host/probes/etcd-cluster.ts'
import { clusterId, peerUrl } from './ids.ts'
import { quorumOf } from './quorum.ts'
import { describe, moveAway, type Refusal, type RefusalKind } from './refusals.ts'
import type { Named, Survey } from './survey.ts'
import { minorOf, showMinor } from './version.ts'

export interface Situation {
  /** The hosts of the inventory, in its order. */
  readonly hosts: readonly Named[]
  /** Those of them that were asked and answered. */
  readonly surveys: readonly Survey[]
  readonly token: string
  /** The version that the site would install; empty: whatever there is. */
  readonly version: string
  readonly dataDirectory: string
  readonly unit: string
  readonly removesUnlisted: boolean
  /** True lets a cluster be upgraded by one minor version. */
  readonly isUpgrade: boolean
  /** Alarms that do not stand in the way. */
  readonly toleratedAlarms: readonly string[]
  /** True lets a new cluster come where one was and all of its data is gone. */
  readonly isNewWanted: boolean
  /** True lets members be started and restarted although their cluster has no quorum. */
  readonly isForced: boolean
}

/** What a host is to the cluster, see `docs/etcd.md`. */
export type Role = 'bootstrap' | 'member' | 'join' | 'rejoin'

export interface HostRole {
  readonly role: Role
  readonly why: string
  /** What its unit says of the beginning: read by etcd where the data directory is empty, and only there. */
  readonly initial_cluster: string
  readonly initial_state: 'new' | 'existing'
  /** Whose data is moved aside first: a member's, or files that are no member's; null: there is none. */
  readonly stale: { readonly member: string | null } | null
}

export interface Decision {
  /** Null where a new cluster begins. */
  readonly cluster: string | null
  readonly roles: Readonly<Record<string, HostRole>>
  /** Members that no host of the inventory is: those that do not serve, and those that do. */
  readonly unlisted: { readonly dead: readonly EtcdMember[]; readonly alive: readonly EtcdMember[] }
  /** How many voting members there are when the run has done all that. */
  readonly voters: number
  /** How many members serve now. */
  readonly serving: number
  /** Those of them that do not serve, and that this run can do nothing about: their ids, and those that are hosts. */
  readonly beyond_reach: readonly string[]
  readonly hosts_beyond_reach: readonly string[]
  /** The first host that the cluster answers: the same one in a dry run and in the run after it. */
  readonly asker: string | null
  /** What is to be said of all that: a line each. */
  readonly notes: readonly string[]
}

/** Puts inventory, cluster and data directories next to each other, and gives each host its role; or refuses. */
export function decide(situation: Situation): Decision | Refusal {
  const early = clocksOff(situation) ?? sameMemberTwice(situation)
  if (early) return early
  const views = viewsThatServe(situation.surveys)
  if (new Set(views.map(view => view.cluster)).size > 1) return severalClusters(situation)
  const [view] = views
  if (view) return withCluster(situation, view)
  return situation.surveys.some(({ data }) => data.kind === 'member')
    ? withDataAlone(situation)
    : withoutData(situation)
}

export function isRefusal(decided: Decision | Refusal): decided is Refusal {
  return 'found' in decided
}

type View = EtcdView & {
  readonly host: string
  readonly members: readonly EtcdMember[]
  readonly cluster: string
}

/** Those of a cluster that serves, the one that knows most first. */
function viewsThatServe(surveys: readonly Survey[]): View[] {
  const statuses = statusesOf(surveys)
  const served = new Set(statuses.filter(({ serves }) => serves).map(({ cluster }) => cluster))
  const isView = (view: EtcdView & { host: string }): view is View =>
    view.members !== null && view.cluster !== null && served.has(view.cluster)
  const index = (view: EtcdView): number => Math.max(0, ...view.statuses.map(({ raftIndex }) => raftIndex))
  return surveys
    .map(({ name, view }) => ({ ...view, host: name }))
    .filter(isView)
    .sort((a, b) => index(b) - index(a))
}

function statusesOf(surveys: readonly Survey[]): EtcdStatus[] {
  return surveys.flatMap(({ view }) => view.statuses)
}

// --- A cluster that serves ------------------------------------------------------------------------------------------

function withCluster(situation: Situation, view: View): Decision | Refusal {
  const statuses = statusesOf(situation.surveys).filter(({ cluster }) => cluster === view.cluster)
  const refusal =
    alarms(situation, statuses) ?? versions(situation, statuses) ?? foreignData(situation, view.cluster)
  if (refusal) return refusal
  const serving = new Set(statuses.filter(({ serves }) => serves).map(({ member }) => member))
  const seats: Seat[] = []
  for (const host of situation.hosts) {
    const seat = seatOf(situation, host, view, serving)
    if ('found' in seat) return seat
    seats.push(seat)
  }
  const taken = new Set(seats.flatMap(({ listed, removes }) => [listed?.id, removes].filter(isText)))
  const unlisted = view.members.filter(({ id }) => !taken.has(id))
  const steps = stepsOf(situation, view, seats, unlisted, serving)
  if ('found' in steps) return steps
  const reached = new Set(seats.flatMap(({ survey, listed }) => (survey && listed ? [listed.id] : [])))
  const isBeyond = ({ id, serves }: Entry): boolean => !serves && !reached.has(id)
  const beyond = new Set(steps.voters.filter(isBeyond).map(({ id }) => id))
  const answered = viewsThatServe(situation.surveys).map(({ host }) => host)
  return {
    cluster: view.cluster,
    roles: steps.roles,
    voters: steps.voters.length,
    serving: view.members.filter(({ id }) => serving.has(id)).length,
    beyond_reach: [...beyond],
    hosts_beyond_reach: seats.filter(({ listed }) => beyond.has(listed?.id ?? '')).map(({ host }) => host),
    unlisted: {
      dead: unlisted.filter(({ id }) => !serving.has(id)),
      alive: unlisted.filter(({ id }) => serving.has(id)),
    },
    asker: situation.hosts.find(({ name }) => answered.includes(name))?.name ?? null,
    notes: notesOf(situation, view, seats, unlisted, serving),
  }
}

/** How a host is found to stand to a cluster that serves. */
interface Seat {
  readonly host: string
  readonly survey: Survey | undefined
  readonly role: Role | undefined
  readonly why: string
  /** Its member in the cluster's list; absent where it has none, or one that goes. */
  readonly listed?: EtcdMember | undefined
  readonly removes?: string | undefined
}

function seatOf(
  situation: Situation,
  { name, address }: Named,
  { members }: View,
  serving: ReadonlySet<string>,
): Seat | Refusal {
  const survey = situation.surveys.find(each => each.name === name)
  const url = peerUrl(address)
  const byUrl = members.find(({ peerUrls }) => peerUrls.includes(url))
  const named = members.find(member => member.name === name)
  if (!survey) return { host: name, survey, role: undefined, why: 'not reached', listed: byUrl ?? named }
  const { data } = survey
  if (data.kind === 'member') {
    const own = members.find(({ id }) => id === data.member)
    if (own && !own.peerUrls.includes(url)) return addressChanged(name, url, own, situation)
    if (own?.isLearner) return { host: name, survey, role: 'join', why: 'has not caught up yet', listed: own }
    if (own) return { host: name, survey, role: 'member', why: 'member', listed: own }
  }
  const old =
    data.kind === 'member'
      ? `its data is of the member ${data.member}, which was removed`
      : data.kind === 'damaged'
        ? `its data is damaged: ${data.problem}`
        : undefined
  // Added and never started: a join that was cut off before its end, or a cluster that has just begun.
  if (byUrl && byUrl.clientUrls.length === 0)
    return { host: name, survey, role: 'join', why: old ?? 'was added and never started', listed: byUrl }
  const before = byUrl ?? named
  if (!before) return { host: name, survey, role: 'join', why: old ?? 'is no member yet' }
  if (serving.has(before.id))
    return byUrl ? dataGone(situation, survey, before) : nameTaken(situation, name, url, before)
  const why = old ?? `the data of its member ${before.id} is gone`
  return { host: name, survey, role: 'rejoin', why, removes: before.id }
}

interface Steps {
  readonly roles: Record<string, HostRole>
  /** The voting members at the end. */
  readonly voters: readonly Entry[]
}

/** A member of the list as it will be. */
interface Entry {
  readonly id: string
  readonly isVoter: boolean
  readonly serves: boolean
  /** As etcd's `--initial-cluster` has it. */
  readonly text: string
}

/**
 * Goes through what the run will do in its order: unlisted members that are dead are removed, hosts join one after the other,
 * unlisted members that serve are removed. Each removal must leave a quorum; each host that joins begins with the members
 * of its time.
 */
function stepsOf(
  situation: Situation,
  view: View,
  seats: readonly Seat[],
  unlisted: readonly EtcdMember[],
  serving: ReadonlySet<string>,
): Steps | Refusal {
  const names = new Map(seats.flatMap(({ host, listed }) => (listed ? [[listed.id, host] as const] : [])))
  let entries = view.members.map(
    (member): Entry => ({
      id: member.id,
      isVoter: !member.isLearner,
      serves: serving.has(member.id),
      text: `${names.get(member.id) ?? (member.name || `member-${member.id}`)}=${member.peerUrls[0] ?? ''}`,
    }),
  )
  const remove = (id: string): Refusal | undefined => {
    const isVoter = entries.some(entry => entry.id === id && entry.isVoter)
    entries = entries.filter(entry => entry.id !== id)
    const voters = entries.filter(entry => entry.isVoter)
    if (!isVoter || voters.filter(({ serves }) => serves).length >= quorumOf(voters.length)) return undefined
    return refuse(
      'no quorum without it',
      [`${describeId(view, id)} would be removed`, ...standing(view, serving)],
      ['bring the members that are down back first, then run again'],
    )
  }
  const leaving = situation.removesUnlisted ? unlisted : []
  for (const { id } of leaving.filter(({ id }) => !serving.has(id))) {
    const refusal = remove(id)
    if (refusal) return refusal
  }
  const roles: Record<string, HostRole> = {}
  const addresses = new Map(situation.hosts.map(({ name, address }) => [name, address]))
  for (const { host, survey, role, why, listed, removes } of seats) {
    if (!role || !survey) continue
    const refusal = removes === undefined ? undefined : remove(removes)
    if (refusal) return refusal
    const text = `${host}=${peerUrl(addresses.get(host) ?? '')}`
    const isJoining = role === 'join' || role === 'rejoin'
    if (isJoining && !listed) entries.push({ id: `the new ${host}`, isVoter: true, serves: true, text })
    else if (isJoining)
      entries = entries.map(entry =>
        entry.id === listed?.id ? { ...entry, isVoter: true, serves: true } : entry,
      )
    const cluster = entries.map(entry => entry.text).join(',')
    // A learner has its data, and begins no more.
    const isBegun = role === 'member' || (survey.data.kind === 'member' && survey.data.member === listed?.id)
    const begins = isBegun ? survey.begins : null
    roles[host] = {
      role,
      why,
      initial_cluster: begins?.cluster ?? cluster,
      initial_state: begins?.state === 'new' ? 'new' : 'existing',
      stale: isBegun ? null : staleIn(survey),
    }
  }
  for (const { id } of leaving.filter(({ id }) => serving.has(id))) {
    const refusal = remove(id)
    if (refusal) return refusal
  }
  return { roles, voters: entries.filter(({ isVoter }) => isVoter) }
}

function notesOf(
  situation: Situation,
  view: View,
  seats: readonly Seat[],
  unlisted: readonly EtcdMember[],
  serving: ReadonlySet<string>,
): string[] {
  const voters = view.members.filter(({ isLearner }) => !isLearner)
  const count = voters.filter(({ id }) => serving.has(id)).length
  const head = `the cluster ${view.cluster} serves: ${count} of ${voters.length} members do, ${quorumOf(voters.length)} must`
  const others = seats
    .filter(({ role }) => role !== 'member')
    .map(({ host, role, why }) => (role ? `${host}: ${role}, ${why}` : `${host}: ${why}`))
  const strangers = unlisted.map(member => {
    const serves = serving.has(member.id) ? 'serves' : 'does not serve'
    const fate = situation.removesUnlisted
      ? 'will be removed'
      : 'stays; `etcd_remove_unlisted: true` removes it'
    return `${describe.member(member)} is not in the inventory and ${serves}: it ${fate}`
  })
  return [head, ...others, ...strangers]
}

// --- No cluster answers ---------------------------------------------------------------------------------------------

/** Members that are down, a cluster that has only begun, or one that has lost its quorum. */
function withDataAlone(situation: Situation): Decision | Refusal {
  const { hosts, surveys } = situation
  const withData = surveys.flatMap(survey =>
    survey.data.kind === 'member' ? [{ survey, data: survey.data }] : [],
  )
  const clusters = new Set(withData.map(({ data }) => data.cluster))
  if (clusters.size > 1) return severalClusters(situation)
  const [cluster = ''] = clusters
  const missing = missingOf(situation)
  const others = surveys.filter(({ data }) => data.kind !== 'member')
  if (!withData.some(({ data }) => data.hasHadLeader)) {
    if (others.length === 0) return startAll(situation, cluster)
    if (others.some(({ data }) => data.kind === 'damaged')) return dataLost(situation)
    if (missing.length > 0) return hostsMissing(situation, missing)
    const wanted = clusterId(
      hosts.map(({ address }) => peerUrl(address)),
      situation.token,
    )
    return cluster === wanted ? startAll(situation, cluster) : unfinishedOfOthers(situation, cluster)
  }
  const isEnough = withData.length >= quorumOf(hosts.length)
  return isEnough || situation.isForced ? startAll(situation, cluster) : quorumLost(situation, missing)
}

/** Members that have data are started, the others come in when those serve; or begin with them where none has ever served. */
function startAll(situation: Situation, cluster: string): Decision {
  const { hosts, surveys } = situation
  const isBegun = surveys.some(({ data }) => data.kind === 'member' && data.hasHadLeader)
  const roles = surveys.map((survey): [string, HostRole] => {
    const isMember = survey.data.kind === 'member'
    const role = isMember ? 'member' : isBegun ? 'rejoin' : 'bootstrap'
    const begins = isMember ? survey.begins : null
    return [
      survey.name,
      {
        role,
        why: WHY[role],
        initial_cluster: begins?.cluster ?? initialCluster(hosts),
        initial_state: role === 'bootstrap' || begins?.state === 'new' ? 'new' : 'existing',
        stale: isMember ? null : staleIn(survey),
      },
    ]
  })
  const head = isBegun
    ? `the cluster ${cluster} does not answer: its members that have data are started`
    : `the cluster ${cluster} has only begun: its other members are started`
  const said = surveys.flatMap(({ name, view }) => (view.problem === '' ? [] : [`${name}: ${view.problem}`]))
  return {
    ...NO_CLUSTER,
    cluster,
    voters: hosts.length,
    hosts_beyond_reach: missingOf(situation),
    roles: Object.fromEntries(roles),
    notes: [head, ...surveys.filter(({ data }) => data.kind !== 'member').map(describe.host), ...said],
  }
}

const WHY = {
  member: 'member',
  rejoin: 'its data is gone',
  bootstrap: 'no host has data',
} as const

const NO_CLUSTER = {
  serving: 0,
  unlisted: { dead: [], alive: [] },
  beyond_reach: [],
  hosts_beyond_reach: [],
  asker: null,
} as const

/** A new cluster begins where no data is anywhere, and all hosts of the group said so. */
function withoutData(situation: Situation): Decision | Refusal {
  const { hosts, surveys } = situation
  const damaged = surveys.filter(({ data }) => data.kind === 'damaged')
  const remembering = surveys.filter(({ remembered }) => remembered !== null)
  const missing = missingOf(situation)
  const isLost = damaged.length > 0 || remembering.length > 0
  if (missing.length > 0) return hostsMissing(situation, missing)
  if (isLost && !situation.isNewWanted) return dataLost(situation)
  const roles = surveys.map((survey): [string, HostRole] => [
    survey.name,
    {
      role: 'bootstrap',
      why: WHY.bootstrap,
      initial_cluster: initialCluster(hosts),
      initial_state: 'new',
      stale: staleIn(survey),
    },
  ])
  const head = `no host has data: a new cluster begins with ${hosts.map(({ name }) => name).join(', ')}`
  return {
    ...NO_CLUSTER,
    cluster: null,
    voters: hosts.length,
    roles: Object.fromEntries(roles),
    notes: [head],
  }
}

function staleIn({ data }: Survey): HostRole['stale'] {
  return data.kind === 'none' ? null : { member: data.kind === 'member' ? data.member : null }
}

function initialCluster(hosts: readonly Named[]): string {
  return hosts.map(({ name, address }) => `${name}=${peerUrl(address)}`).join(',')
}

// --- Refusals -------------------------------------------------------------------------------------------------------

function refuse(kind: RefusalKind, found: readonly string[], todo: readonly string[]): Refusal {
  return { kind, found, todo }
}

function missingOf({ hosts, surveys }: Situation): string[] {
  return hosts.map(({ name }) => name).filter(name => !surveys.some(survey => survey.name === name))
}

function clocksOff({ surveys }: Situation): Refusal | undefined {
  const off = surveys.filter(({ clockOff }) => clockOff !== 0)
  if (off.length === 0) return undefined
  return refuse(
    'clock off',
    off.map(({ name, clockOff }) => describe.clock(name, clockOff)),
    ['set the clocks of all machines (`timedatectl set-ntp true`, chrony), then run again'],
  )
}

function sameMemberTwice(situation: Situation): Refusal | undefined {
  const owners = new Map<string, Survey>()
  for (const survey of situation.surveys) {
    if (survey.data.kind !== 'member') continue
    const other = owners.get(survey.data.member)
    if (other)
      return refuse('same member twice', [other, survey].map(describe.host), [
        'two hosts with the data of one member destroy it: keep the data of the one that it belongs to, and move the other away',
        moveAway(survey.name, situation.dataDirectory, situation.unit),
      ])
    owners.set(survey.data.member, survey)
  }
  return undefined
}

function severalClusters(situation: Situation): Refusal {
  return refuse('data of several clusters', situation.surveys.map(describe.host), [
    'decide which cluster is to live, and move the data of the others away on their hosts, so that these join it:',
    ...situation.surveys
      .filter(({ data }) => data.kind === 'member')
      .map(({ name }) => moveAway(name, situation.dataDirectory, situation.unit)),
  ])
}

function foreignData(situation: Situation, cluster: string): Refusal | undefined {
  const foreign = situation.surveys.filter(({ data }) => data.kind === 'member' && data.cluster !== cluster)
  if (foreign.length === 0) return undefined
  return refuse(
    'foreign data',
    [`the cluster of the inventory is ${cluster}`, ...foreign.map(describe.host)],
    [
      'a host that belongs to another cluster is not taken from it: correct the inventory, or, if that data is to be given up, move it away and run again',
      ...foreign.map(({ name }) => moveAway(name, situation.dataDirectory, situation.unit)),
    ],
  )
}

function hostsMissing(situation: Situation, missing: readonly string[]): Refusal {
  return refuse(
    'hosts missing',
    [...situation.surveys.map(describe.host), describe.missing(missing), ...problems(situation)],
    [
      'a host without data begins a new cluster only if no host of the group has data, and joins one only if a member of it was asked: run again without `--limit`, or with a member in it, and with all hosts up',
      `for good without ${missing.join(', ')}: take ${missing.length === 1 ? 'it' : 'them'} out of the inventory`,
    ],
  )
}

function dataLost(situation: Situation): Refusal {
  const known = situation.surveys.filter(({ remembered }) => remembered !== null)
  return refuse(
    'data lost',
    [
      ...situation.surveys.map(describe.host),
      ...known.map(({ name, remembered }) => `${name} was a member of the cluster ${remembered}`),
    ],
    [
      `see that the file system of ${situation.dataDirectory} is mounted on every host`,
      'to go on from a backup: `run playbook etcd-restore.yml`',
      'to begin anew without any data: run again with `-e etcd_new_cluster=true`',
    ],
  )
}

function unfinishedOfOthers(situation: Situation, cluster: string): Refusal {
  return refuse(
    'unfinished cluster of others',
    [
      ...situation.surveys.map(describe.host),
      `the cluster ${cluster} was begun with other members, or another token, than the inventory has`,
    ],
    [
      'nothing was ever written to it: move its data away, then run again',
      ...situation.surveys
        .filter(({ data }) => data.kind === 'member')
        .map(({ name }) => moveAway(name, situation.dataDirectory, situation.unit)),
    ],
  )
}

function quorumLost(situation: Situation, missing: readonly string[]): Refusal {
  const { hosts, surveys } = situation
  return refuse(
    'quorum lost',
    [
      ...surveys.map(describe.host),
      ...(missing.length > 0 ? [describe.missing(missing)] : []),
      `of ${hosts.length} members ${quorumOf(hosts.length)} must serve`,
      ...problems(situation),
    ],
    [
      ...(missing.length > 0 ? [`bring ${missing.join(', ')} back, and run again with all of them`] : []),
      'bring the data directories of the others back if they are anywhere: they are all that is needed',
      'else begin again from a backup: `run playbook etcd-restore.yml`',
      `or from what a member has that is left: stop it, copy its ${situation.dataDirectory}/member/snap/db, and restore that with \`-e etcd_restore_unverified=true\``,
    ],
  )
}

function problems({ surveys }: Situation): string[] {
  return surveys.flatMap(({ name, view }) =>
    view.problem === '' ? [] : view.problem.split('\n').map(line => `${name}: etcdctl: ${line}`),
  )
}

function dataGone({ dataDirectory, unit }: Situation, { name }: Survey, member: EtcdMember): Refusal {
  return refuse(
    'data gone under a member',
    [`${describe.member(member)} serves on ${name}, but there is no data of it in ${dataDirectory}`],
    [
      `if its unit has another \`--data-dir\`, give that as \`etcd_data_directory\``,
      `if its files were deleted: \`systemctl stop ${unit}\` on ${name}, then run again, and it joins anew`,
    ],
  )
}

function nameTaken({ unit }: Situation, name: string, url: string, member: EtcdMember): Refusal {
  return refuse(
    'name taken',
    [`${describe.member(member)} has the name of ${name}, and serves at another address than ${url}`],
    [
      `if ${name} takes its place: stop it there (\`systemctl stop ${unit}\`), then run again`,
      'if both are to be members: give one of them another name in the inventory',
    ],
  )
}

function addressChanged(name: string, url: string, member: EtcdMember, { unit }: Situation): Refusal {
  return refuse(
    'address changed',
    [`${name} has the data of ${describe.member(member)}, and in the inventory the address ${url}`],
    [
      `if its address has changed: \`etcdctl member update ${member.id} --peer-urls=${url}\`, then run again`,
      `if the data came here from another host: \`systemctl stop ${unit}\` and move it away`,
    ],
  )
}

function alarms({ toleratedAlarms }: Situation, statuses: readonly EtcdStatus[]): Refusal | undefined {
  const raised = statuses.flatMap(({ endpoint, alarms }) => alarms.map(alarm => ({ endpoint, alarm })))
  const corrupt = raised.filter(({ alarm }) => alarm === 'CORRUPT')
  if (corrupt.length > 0)
    return refuse(
      'corrupt',
      corrupt.map(({ endpoint }) => `${endpoint}: the alarm CORRUPT: members hold different data`),
      [
        'find the member that differs (`etcdctl endpoint hashkv --cluster`), stop it, move its data away and run again: it joins anew',
      ],
    )
  const kept = raised.filter(({ alarm }) => !toleratedAlarms.includes(alarm))
  if (kept.length === 0) return undefined
  const seen = [...new Set(kept.map(({ alarm }) => alarm))]
  return refuse(
    'alarm',
    [`the cluster has the alarm ${seen.join(', ')}: it takes no writes until there is room`],
    [
      '`run playbook etcd-defrag.yml -e etcd_defrag_compact=true` gives up old revisions, makes room and ends the alarm',
      'then, if the data needs it, give etcd more: `--quota-backend-bytes` in `etcd_options`',
    ],
  )
}

/** One minor version at a time, and never back. Source: etcd's "Upgrading etcd clusters and applications". */
function versions({ version, isUpgrade }: Situation, statuses: readonly EtcdStatus[]): Refusal | undefined {
  const wanted = minorOf(version)
  const running = statuses.flatMap(({ version }) => minorOf(version) ?? [])
  if (wanted === undefined || running.length === 0) return undefined
  const [oldest, newest] = [Math.min(...running), Math.max(...running)]
  const found = [
    ...statuses.map(({ endpoint, version }) => `${endpoint} runs ${version}`).sort(),
    `\`etcd_version\` is ${version}`,
  ]
  if (wanted < newest)
    return refuse('version', found, [
      `a cluster of ${showMinor(newest)} does not go back: set \`etcd_version\` to a release of ${showMinor(newest)}`,
      'a backup of before can be restored with the older version: `run playbook etcd-restore.yml`',
    ])
  if (wanted > oldest + 1)
    return refuse('version', found, [
      `one minor version at a time: first set \`etcd_version\` to a release of ${showMinor(oldest + 1)}, and \`run playbook etcd-upgrade.yml\``,
    ])
  if (wanted === oldest || isUpgrade) return undefined
  return refuse('version', found, [
    `\`run playbook etcd-upgrade.yml\` takes the cluster from ${showMinor(oldest)} to ${showMinor(wanted)}: with a backup, one member at a time`,
  ])
}

function standing({ members }: View, serving: ReadonlySet<string>): string[] {
  return members.map(
    member => `${describe.member(member)} ${serving.has(member.id) ? 'serves' : 'does not serve'}`,
  )
}

function describeId({ members }: View, id: string): string {
  const member = members.find(each => each.id === id)
  return member ? describe.member(member) : `member ${id}`
}

function isText(value: string | undefined): value is string {
  return value !== undefined
}
