import type { EtcdMember, EtcdStatus } from '../../../remote/probes/etcd/cluster.ts'
import { clockText } from '../../../shell/clock.ts'
import { showMember } from '../members.ts'
import { quorumOf } from '../quorum.ts'
import type { Survey } from '../survey.ts'
import { minorOf, showMinor } from '../version.ts'
import type { Situation } from './situation.ts'

/** Why the site does nothing: what was found, and what a person would do. */
export interface Refusal {
  readonly kind: RefusalKind
  readonly found: readonly string[]
  readonly todo: readonly string[]
}

export type RefusalKind =
  | 'clock off'
  | 'hosts missing'
  | 'data lost'
  | 'data of several clusters'
  | 'foreign data'
  | 'unfinished cluster of others'
  | 'quorum lost'
  | 'data gone under a member'
  | 'same member twice'
  | 'address changed'
  | 'name taken'
  | 'alarm'
  | 'corrupt'
  | 'version'
  | 'no quorum without it'
  | 'member down'

/** How a person moves a member's data away. */
function moveAway(host: string, dataDirectory: string, unit: string): string {
  return `on ${host}: \`systemctl stop ${unit}; mv ${dataDirectory}/member ${dataDirectory}/member.old\``
}

export const describe = {
  host: ({ name, data, isRunning }: Survey): string => {
    const runs = isRunning ? ', etcd runs' : ', etcd does not run'
    if (data.kind === 'member')
      return `${name}: data of member ${data.member} of the cluster ${data.cluster}${runs}`
    if (data.kind === 'damaged') return `${name}: damaged data (${data.problem})${runs}`
    return `${name}: no data${runs}`
  },
  missing: (names: readonly string[]): string => `not contacted or not reachable: ${names.join(', ')}`,
  member: showMember,
  clock: (name: string, seconds: number): string => `the clock of ${name} is ${clockText(seconds)}`,
}

export function refuse(kind: RefusalKind, found: readonly string[], todo: readonly string[]): Refusal {
  return { kind, found, todo }
}

export function clocksOff({ surveys }: Situation): Refusal | undefined {
  const off = surveys.filter(({ clockOff }) => clockOff !== 0)
  if (off.length === 0) return undefined
  return refuse(
    'clock off',
    off.map(({ name, clockOff }) => describe.clock(name, clockOff)),
    ['set the clocks of all machines (`timedatectl set-ntp true`, chrony), then run again'],
  )
}

export function sameMemberTwice(situation: Situation): Refusal | undefined {
  const owners = new Map<string, Survey>()
  for (const survey of situation.surveys) {
    if (survey.data.kind !== 'member') continue
    const other = owners.get(survey.data.member)
    if (other)
      return refuse('same member twice', [other, survey].map(describe.host), [
        'two hosts with the data of the same member corrupt the cluster: keep the data on the host it belongs to, and move the other copy away',
        moveAway(survey.name, situation.dataDirectory, situation.unit),
      ])
    owners.set(survey.data.member, survey)
  }
  return undefined
}

export function severalClusters(situation: Situation): Refusal {
  return refuse('data of several clusters', situation.surveys.map(describe.host), [
    'decide which cluster to keep, and move the data of the others away on their hosts, so that these hosts join it:',
    ...situation.surveys
      .filter(({ data }) => data.kind === 'member')
      .map(({ name }) => moveAway(name, situation.dataDirectory, situation.unit)),
  ])
}

export function foreignData(situation: Situation, cluster: string): Refusal | undefined {
  const foreign = situation.surveys.filter(({ data }) => data.kind === 'member' && data.cluster !== cluster)
  if (foreign.length === 0) return undefined
  return refuse(
    'foreign data',
    [`the cluster of the inventory is ${cluster}`, ...foreign.map(describe.host)],
    [
      'Drover does not take a host away from another cluster: correct the inventory, or, to give up that data, move it away and run again',
      ...foreign.map(({ name }) => moveAway(name, situation.dataDirectory, situation.unit)),
    ],
  )
}

export function hostsMissing(situation: Situation, missing: readonly string[]): Refusal {
  return refuse(
    'hosts missing',
    [...situation.surveys.map(describe.host), describe.missing(missing), ...problems(situation)],
    [
      'a host without data starts a new cluster only if no host of the group has data, and joins one only through a member: run again with all hosts up, and without `--limit` or with a member in it',
      `to remove ${missing.join(', ')} for good: remove ${missing.length === 1 ? 'it' : 'them'} from the inventory`,
    ],
  )
}

export function dataLost(situation: Situation): Refusal {
  const known = situation.surveys.filter(({ remembered }) => remembered !== null)
  return refuse(
    'data lost',
    [
      ...situation.surveys.map(describe.host),
      ...known.map(({ name, remembered }) => `${name} was a member of the cluster ${remembered}`),
    ],
    [
      `check that the file system of ${situation.dataDirectory} is mounted on every host`,
      'to restore a backup: `run playbook etcd-restore.yml`',
      'to start over without data: run again with `-e etcd_new_cluster=true`',
    ],
  )
}

export function unfinishedOfOthers(situation: Situation, cluster: string): Refusal {
  return refuse(
    'unfinished cluster of others',
    [
      ...situation.surveys.map(describe.host),
      `the cluster ${cluster} was started with other members, or another token, than in the inventory`,
    ],
    [
      'it was never written to: move its data away, then run again',
      ...situation.surveys
        .filter(({ data }) => data.kind === 'member')
        .map(({ name }) => moveAway(name, situation.dataDirectory, situation.unit)),
    ],
  )
}

export function quorumLost(situation: Situation, missing: readonly string[]): Refusal {
  const { hosts, surveys } = situation
  return refuse(
    'quorum lost',
    [
      ...surveys.map(describe.host),
      ...(missing.length > 0 ? [describe.missing(missing)] : []),
      `a quorum of ${hosts.length} members needs ${quorumOf(hosts.length)}`,
      ...problems(situation),
    ],
    [
      ...(missing.length > 0 ? [`start ${missing.join(', ')}, and run again with all hosts`] : []),
      'restore the data directories of the others if copies exist: nothing else is needed',
      'otherwise restore a backup: `run playbook etcd-restore.yml`',
      `or the data of a remaining member: stop it, copy its ${situation.dataDirectory}/member/snap/db, and restore that with \`-e etcd_restore_unverified=true\``,
    ],
  )
}

function problems({ surveys }: Situation): string[] {
  return surveys.flatMap(({ name, view }) =>
    view.problem === '' ? [] : view.problem.split('\n').map(line => `${name}: etcdctl: ${line}`),
  )
}

/** etcd adds no member while a voting one is down. Source: etcd's `EtcdServer.mayAddMember`. */
export function memberDown(host: string, down: readonly string[], standing: readonly string[]): Refusal {
  return refuse(
    'member down',
    [
      `${host} would be added, but ${down.join(', ')} is down: etcd adds no member until it is up`,
      ...standing,
    ],
    [
      'start the members that are down, then run again',
      'to remove it for good: remove its host from the inventory, and run again with `-e etcd_remove_unlisted=true`',
    ],
  )
}

export function dataGone({ dataDirectory, unit }: Situation, { name }: Survey, member: EtcdMember): Refusal {
  return refuse(
    'data gone under a member',
    [`${describe.member(member)} runs on ${name}, but its data is not in ${dataDirectory}`],
    [
      `if its unit has another \`--data-dir\`, set \`etcd_data_directory\` to it`,
      `if its files were deleted: \`systemctl stop ${unit}\` on ${name}, then run again: it rejoins`,
    ],
  )
}

export function nameTaken({ unit }: Situation, name: string, url: string, member: EtcdMember): Refusal {
  return refuse(
    'name taken',
    [`${describe.member(member)} has the name of ${name}, but its address is not ${url}`],
    [
      `if ${name} replaces it: stop it there (\`systemctl stop ${unit}\`), then run again`,
      'if both should be members: rename one of them in the inventory',
    ],
  )
}

export function addressChanged(name: string, url: string, member: EtcdMember, { unit }: Situation): Refusal {
  return refuse(
    'address changed',
    [`${name} has the data of ${describe.member(member)}, but its address in the inventory is ${url}`],
    [
      `if its address has changed: \`etcdctl member update ${member.id} --peer-urls=${url}\`, then run again`,
      `if the data was copied from another host: \`systemctl stop ${unit}\` and move it away`,
    ],
  )
}

export function alarms({ toleratedAlarms }: Situation, statuses: readonly EtcdStatus[]): Refusal | undefined {
  const raised = statuses.flatMap(({ endpoint, alarms }) => alarms.map(alarm => ({ endpoint, alarm })))
  const corrupt = raised.filter(({ alarm }) => alarm === 'CORRUPT')
  if (corrupt.length > 0)
    return refuse(
      'corrupt',
      corrupt.map(({ endpoint }) => `${endpoint}: alarm CORRUPT: members have different data`),
      [
        'find the member that differs (`etcdctl endpoint hashkv --cluster`), stop it, move its data away and run again: it rejoins',
      ],
    )
  const kept = raised.filter(({ alarm }) => !toleratedAlarms.includes(alarm))
  if (kept.length === 0) return undefined
  const seen = [...new Set(kept.map(({ alarm }) => alarm))]
  return refuse(
    'alarm',
    [`the cluster has the alarm ${seen.join(', ')}: it accepts no writes until it has free space`],
    [
      '`run playbook etcd-defrag.yml -e etcd_defrag_compact=true` discards old revisions, frees space and clears the alarm',
      'then, if the data needs more space, raise the quota: `--quota-backend-bytes` in `etcd_options`',
    ],
  )
}

/** One minor version at a time, and never back. Source: etcd's "Upgrading etcd clusters and applications". */
export function versions(
  { version, isUpgrade }: Situation,
  statuses: readonly EtcdStatus[],
): Refusal | undefined {
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
      `a cluster of ${showMinor(newest)} cannot be downgraded: set \`etcd_version\` to a release of ${showMinor(newest)}`,
      'an earlier backup can be restored with the older version: `run playbook etcd-restore.yml`',
    ])
  if (wanted > oldest + 1)
    return refuse('version', found, [
      `upgrade one minor version at a time: first set \`etcd_version\` to a release of ${showMinor(oldest + 1)}, and \`run playbook etcd-upgrade.yml\``,
    ])
  if (wanted === oldest || isUpgrade) return undefined
  return refuse('version', found, [
    `\`run playbook etcd-upgrade.yml\` upgrades the cluster from ${showMinor(oldest)} to ${showMinor(wanted)}, with a backup, one member at a time`,
  ])
}
