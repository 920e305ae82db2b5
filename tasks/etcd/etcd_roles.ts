/**
 * Decides the role of each host of the inventory in its etcd cluster: it founds a new cluster, is a member, joins, or rejoins
 * after it lost its data. The decision depends on the data of the hosts and on the cluster's own reports, see `docs/etcd.md`; a
 * state without a safe continuation is refused. The result is the same on all hosts, so use it with `run_once: true`.
 *
 *     - etcd_roles:
 *         hosts: [{ name: node1, address: 192.168.202.131 }]
 *         surveys: "{{list etcd_survey}}"
 *       register: etcd_roles
 */
import { defineTask, flag, hostPath, inSync, TaskError, text, z } from '../../src/authoring/task.ts'
import { clusterId, decide, isRefusal, memberId, peerUrl, type Survey } from '../../src/built-in/etcd.ts'
import { NO_VIEW } from '../../src/built-in/host.ts'
import { assertDefined } from '../../src/built-in/params.ts'

const params = z.strictObject({
  hosts: z
    .array(z.strictObject({ name: text(), address: text() }))
    .min(1)
    .describe('All hosts that should be members, including those that are not queried in this run.')
    .meta({ examples: [[{ name: 'node1', address: '192.168.202.131' }]] }),
  surveys: z
    .array(z.looseObject({}))
    .describe('The results that `etcd_survey` registered, one for each host that it ran on.')
    .meta({ examples: [[]] }),
  token: text()
    .default('etcd-cluster-1')
    .describe('The token that the cluster starts with.')
    .meta({ examples: ['etcd-cluster-1'] }),
  version: text()
    .default('')
    .describe('The version that will be installed. If empty, the version is not checked.')
    .meta({ examples: ['3.5.17'] }),
  data_directory: hostPath()
    .default('/var/lib/etcd')
    .describe('The data directory, used in messages.')
    .meta({ examples: ['/var/lib/etcd'] }),
  unit: text()
    .default('etcd.service')
    .describe('The systemd unit, used in messages.')
    .meta({ examples: ['etcd.service'] }),
  remove_unlisted: flag()
    .default(false)
    .describe('Whether members that are not in the inventory are removed.')
    .meta({ examples: [true] }),
  upgrade: flag()
    .default(false)
    .describe('Whether an upgrade to the next minor version is allowed.')
    .meta({ examples: [true] }),
  tolerate: z
    .array(z.enum(['NOSPACE']))
    .default([])
    .describe('Alarms to ignore.')
    .meta({ examples: [['NOSPACE']] }),
  new_cluster: flag()
    .default(false)
    .describe('Whether a new cluster may start if there was one before and all of its data is gone.')
    .meta({ examples: [true] }),
  restored_token: text()
    .default('')
    .describe('For a dry run: the token of the cluster that an earlier task would restore on all hosts.')
    .meta({ examples: ['etcd-cluster-1-0a1b2c3d4e5f'] }),
  force: flag()
    .default(false)
    .describe('Whether members are started even if too few of them have data for a quorum.')
    .meta({ examples: [true] }),
})

export default defineTask({
  summary: 'Decides the role of each host of the inventory in its etcd cluster, or refuses an unsafe state.',
  example: `- etcd_roles:
    hosts: [{ name: node1, address: 192.168.202.131 }]
    surveys: []
  register: etcd_roles
`,
  params,
  outputs: {
    cluster: 'The ID of the cluster in hex; null if a new cluster begins.',
    roles:
      'A map from the names of the hosts to maps with `role` (`bootstrap`, `member`, `join` or `rejoin`), `why`, `initial_cluster`, `initial_state` (`new` or `existing`) and `stale`, null or a map with the ID of the `member` whose data is moved aside.',
    unlisted:
      'The members that are not hosts of the inventory, as a map with the lists `dead` and `alive`; each item has `id`, `name`, `peerUrls`, `clientUrls` and `isLearner`.',
    leaves_first: 'The IDs of the members to remove before a host joins, as a list.',
    voters: 'The number of voting members after the run.',
    serving: 'The number of members that serve requests now.',
    beyond_reach:
      'The IDs of the members that do not serve requests and that the run cannot repair, as a list.',
    hosts_beyond_reach: 'The names of the hosts among these members, as a list.',
    asker: 'The name of the first host that the cluster responds to; null if there is none.',
    notes: 'What to show about these decisions, as a list of lines.',
    refusal: 'Why the state is unsafe, such as `quorum lost`; only if the task failed.',
  },
  isLocal: true,
  check: async ({ params, isCheckMode }) => {
    const { hosts, restored_token } = params
    const surveys = (params.surveys as readonly object[]).filter(isSurvey)
    const decided = decide({
      hosts,
      surveys: isCheckMode && restored_token !== '' ? asRestored(surveys, hosts, restored_token) : surveys,
      token: params.token,
      version: params.version,
      dataDirectory: params.data_directory,
      unit: params.unit,
      removesUnlisted: params.remove_unlisted,
      isUpgrade: params.upgrade,
      toleratedAlarms: params.tolerate,
      isNewWanted: params.new_cluster,
      isForced: params.force,
    })
    if (!isRefusal(decided)) return inSync({ ...decided }, { message: decided.notes.join('\n') })
    throw new TaskError(`${REFUSED[decided.kind]}; nothing was changed\n${decided.found.join('\n')}`, {
      hint: decided.todo.join('\n'),
      outputs: { refusal: decided.kind },
    })
  },
})

const REFUSED = {
  'clock off': 'the clocks of the hosts differ too much for valid certificates',
  'hosts missing': 'a new cluster would start, or a host would join one, but some hosts were not contacted',
  'data lost': 'all data of the cluster is missing',
  'data of several clusters': 'the hosts hold data of several clusters',
  'foreign data': 'a host holds data of another cluster',
  'unfinished cluster of others': 'the hosts have an unfinished cluster that does not match the inventory',
  'quorum lost': 'the cluster has lost its quorum',
  'data gone under a member': 'a running member has its data in an unexpected directory',
  'same member twice': 'two hosts hold the data of the same member',
  'address changed': 'a host has the data of a member with another address',
  'name taken': 'a member with another address has the name of a host',
  alarm: 'the cluster has an alarm',
  corrupt: 'the cluster is corrupt',
  version: 'the cluster cannot change to this version',
  'no quorum without it': 'the cluster would be left without a quorum',
  'member down': 'a host would join while a member is down',
} as const

/** Returns the surveys as they would be after the restoration that a dry run predicts. */
function asRestored(
  surveys: readonly Survey[],
  hosts: z.output<typeof params>['hosts'],
  token: string,
): Survey[] {
  const cluster = clusterId(
    hosts.map(({ address }) => peerUrl(address)),
    token,
  )
  return surveys.map(survey => {
    const { address } = assertDefined(
      hosts.find(({ name }) => name === survey.name),
      `${survey.name} in \`hosts\``,
    )
    const member = memberId(peerUrl(address), token)
    return {
      ...survey,
      view: NO_VIEW,
      isRunning: false,
      data: { kind: 'member', member, cluster, hasHadLeader: false },
    }
  })
}

/** Whether a registered result is a survey. A host that could not be asked has registered an error instead. */
function isSurvey(registered: object): registered is Survey {
  return 'data' in registered && 'view' in registered && 'name' in registered
}
