import type { EtcdMember } from '../../../remote/probes/etcd/cluster.ts'
import { quorumOf } from '../quorum.ts'
import type { Survey } from '../survey.ts'
import type { DecisionInput } from './decision-input.ts'
import { describe, moveAway, type Refusal, refuse } from './refusal.ts'

/** Refuses hosts whose clocks differ too much; undefined if there are none. */
export function wrongClocks({ surveys }: DecisionInput): Refusal | undefined {
  const off = surveys.filter(({ clockOff }) => clockOff !== 0)
  if (off.length === 0) return undefined
  return refuse(
    'clock off',
    off.map(({ name, clockOff }) => describe.clock(name, clockOff)),
    ['set the clocks of all machines (`timedatectl set-ntp true`, chrony), then run again'],
  )
}

/** Refuses two hosts that have the data of the same member; undefined if there are none. */
export function sameMemberTwice(input: DecisionInput): Refusal | undefined {
  const owners = new Map<string, Survey>()
  for (const survey of input.surveys) {
    if (survey.data.kind !== 'member') continue
    const other = owners.get(survey.data.member)
    if (other)
      return refuse('same member twice', [other, survey].map(describe.host), [
        'two hosts with the data of the same member corrupt the cluster: keep the data on the host it belongs to, and move the other copy away',
        moveAway(survey.name, input.dataDirectory, input.unit),
      ])
    owners.set(survey.data.member, survey)
  }
  return undefined
}

/** Returns the refusal for hosts that have data of different clusters. */
export function severalClusters(input: DecisionInput): Refusal {
  return refuse('data of several clusters', input.surveys.map(describe.host), [
    'decide which cluster to keep, and move the data of the others away on their hosts, so that these hosts join it:',
    ...input.surveys
      .filter(({ data }) => data.kind === 'member')
      .map(({ name }) => moveAway(name, input.dataDirectory, input.unit)),
  ])
}

/** Refuses hosts that have data of another cluster than `cluster`; undefined if there are none. */
export function foreignData(input: DecisionInput, cluster: string): Refusal | undefined {
  const foreign = input.surveys.filter(({ data }) => data.kind === 'member' && data.cluster !== cluster)
  if (foreign.length === 0) return undefined
  return refuse(
    'foreign data',
    [`the cluster of the inventory is ${cluster}`, ...foreign.map(describe.host)],
    [
      'Drover does not remove a host from another cluster: correct the inventory. To give up that data, move it away and run again',
      ...foreign.map(({ name }) => moveAway(name, input.dataDirectory, input.unit)),
    ],
  )
}

/** Returns the refusal for a decision that needs hosts which were not contacted or did not respond. */
export function hostsMissing(input: DecisionInput, missing: readonly string[]): Refusal {
  return refuse(
    'hosts missing',
    [...input.surveys.map(describe.host), describe.missing(missing), ...problems(input)],
    [
      'a host without data starts a new cluster only if no host of the group has data, and joins one only through a member: run again with all hosts up, and without `--limit` or with a member in it',
      `to remove ${missing.join(', ')} for good: remove ${missing.length === 1 ? 'it' : 'them'} from the inventory`,
    ],
  )
}

/** Returns the refusal for hosts whose data is lost or damaged, so that a new cluster would hide the loss. */
export function dataLost(input: DecisionInput): Refusal {
  const known = input.surveys.filter(({ remembered }) => remembered !== null)
  return refuse(
    'data lost',
    [
      ...input.surveys.map(describe.host),
      ...known.map(({ name, remembered }) => `${name} was a member of the cluster ${remembered}`),
    ],
    [
      `check that the file system of ${input.dataDirectory} is mounted on every host`,
      'to restore a backup: `run playbook etcd-restore.yml`',
      'to start over without data: run again with `-e etcd_new_cluster=true`',
    ],
  )
}

/** Returns the refusal for a cluster that was never completed and was started with other members or another token. */
export function unfinishedOfOthers(input: DecisionInput, cluster: string): Refusal {
  return refuse(
    'unfinished cluster of others',
    [
      ...input.surveys.map(describe.host),
      `the cluster ${cluster} was started with other members, or another token, than in the inventory`,
    ],
    [
      'it was never written to: move its data away, then run again',
      ...input.surveys
        .filter(({ data }) => data.kind === 'member')
        .map(({ name }) => moveAway(name, input.dataDirectory, input.unit)),
    ],
  )
}

/** Returns the refusal for a cluster that has lost its quorum: too few members have data. */
export function quorumLost(input: DecisionInput, missing: readonly string[]): Refusal {
  const { hosts, surveys } = input
  return refuse(
    'quorum lost',
    [
      ...surveys.map(describe.host),
      ...(missing.length > 0 ? [describe.missing(missing)] : []),
      `a quorum of ${hosts.length} members needs ${quorumOf(hosts.length)}`,
      ...problems(input),
    ],
    [
      ...(missing.length > 0 ? [`start ${missing.join(', ')}, and run again with all hosts`] : []),
      'restore the data directories of the others if copies exist: nothing else is needed',
      'otherwise restore a backup: `run playbook etcd-restore.yml`',
      `or the data of a remaining member: stop it, copy its ${input.dataDirectory}/member/snap/db, and restore that with \`-e etcd_restore_unverified=true\``,
    ],
  )
}

function problems({ surveys }: DecisionInput): string[] {
  return surveys.flatMap(({ name, view }) =>
    view.problem === '' ? [] : view.problem.split('\n').map(line => `${name}: etcdctl: ${line}`),
  )
}

/**
 * Returns the refusal for a host that cannot join: etcd adds no member while a voting member is down. Source: etcd's
 * `EtcdServer.mayAddMember`.
 */
export function memberDown(host: string, down: readonly string[], servingLines: readonly string[]): Refusal {
  return refuse(
    'member down',
    [
      `${host} would be added, but ${down.join(', ')} is down: etcd adds no member until it is up`,
      ...servingLines,
    ],
    [
      'start the members that are down, then run again',
      'to remove it for good: remove its host from the inventory, and run again with `-e etcd_remove_unlisted=true`',
    ],
  )
}

/** Returns the refusal for a host whose member serves although its data is not in the data directory. */
export function dataGone(
  { dataDirectory, unit }: DecisionInput,
  { name }: Survey,
  member: EtcdMember,
): Refusal {
  return refuse(
    'data gone under a member',
    [`${describe.member(member)} runs on ${name}, but its data is not in ${dataDirectory}`],
    [
      `if its unit has another \`--data-dir\`, set \`etcd_data_directory\` to it`,
      `if its files were deleted: \`systemctl stop ${unit}\` on ${name}, then run again: it rejoins`,
    ],
  )
}

/** Returns the refusal for a host whose name belongs to a serving member with another address. */
export function nameTaken({ unit }: DecisionInput, name: string, url: string, member: EtcdMember): Refusal {
  return refuse(
    'name taken',
    [`${describe.member(member)} has the name of ${name}, but its address is not ${url}`],
    [
      `if ${name} replaces it: stop it there (\`systemctl stop ${unit}\`), then run again`,
      'if both should be members: rename one of them in the inventory',
    ],
  )
}

/** Returns the refusal for a host whose member has another peer URL than the host's address. */
export function addressChanged(
  name: string,
  url: string,
  member: EtcdMember,
  { unit }: DecisionInput,
): Refusal {
  return refuse(
    'address changed',
    [`${name} has the data of ${describe.member(member)}, but its address in the inventory is ${url}`],
    [
      `if its address has changed: \`etcdctl member update ${member.id} --peer-urls=${url}\`, then run again`,
      `if the data was copied from another host: \`systemctl stop ${unit}\` and move it away`,
    ],
  )
}
