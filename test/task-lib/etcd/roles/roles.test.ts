import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EtcdMember, EtcdStatus } from '../../../../src/remote/probes/etcd/cluster.ts'
import type { EtcdData } from '../../../../src/remote/probes/etcd/data.ts'
import { clusterId } from '../../../../src/task-lib/etcd/ids.ts'
import type { Role } from '../../../../src/task-lib/etcd/roles/decision.ts'
import type { DecisionInput } from '../../../../src/task-lib/etcd/roles/decision-input.ts'
import type { RefusalKind } from '../../../../src/task-lib/etcd/roles/refusal.ts'
import { decide, isRefusal } from '../../../../src/task-lib/etcd/roles/roles.ts'
import type { Survey } from '../../../../src/task-lib/etcd/survey.ts'

const CLUSTER = 'c1'
const address = (host: string): string => `192.0.2.${host.slice(1)}`
const peer = (host: string): string => `https://${address(host)}:2380`
const client = (host: string): string => `https://${address(host)}:2379`

/** The state of one host; by default a healthy member. */
interface On {
  readonly data?: EtcdData | 'none' | 'leftover'
  /** `alone`: its member answers, but not reads that need the quorum. */
  readonly serves?: boolean | 'alone'
  readonly runs?: boolean
  /** Its member did not answer in time. */
  readonly isLate?: boolean
  readonly version?: string
  /** The index of its log. */
  readonly index?: number
  readonly alarms?: readonly string[]
  readonly clockOff?: number
  readonly remembered?: string
  readonly cluster?: string
  readonly begins?: Survey['begins']
}

/** A member of the list: `h1`, or with fields that differ. */
type Listed = string | (Partial<EtcdMember> & { host: string })

interface Row {
  /** The inventory; default: h1 to h3. */
  readonly hosts?: readonly string[]
  /** The hosts that were asked; default: all. `{}` is a healthy member. */
  readonly on?: Readonly<Record<string, On | 'not asked'>>
  /** The members that the cluster lists; default: the hosts of the inventory. Null if no member answers. */
  readonly list?: readonly Listed[] | null
  /** Members that serve on hosts that were not asked, as seen from other members. */
  readonly others?: readonly string[]
  readonly with?: Partial<DecisionInput>
}

type Wanted = Readonly<Record<string, Role>> | RefusalKind

const ID = (host: string): string => `id-${host}`
const member = (host: string, more: object = {}): EtcdData => ({
  ...{ kind: 'member' as const, member: ID(host), cluster: CLUSTER, hasHadLeader: true },
  ...more,
})
const unstarted = (host: string, more: object = {}): Listed => ({ host, name: '', clientUrls: [], ...more })
const BARE: On = { data: 'none', serves: false, runs: false }
const DOWN: On = { serves: false, runs: false }
const BEGUN: On = { data: member('h1', { hasHadLeader: false }), serves: false, runs: true }
const OWN = clusterId(['h1', 'h2', 'h3'].map(peer), 'etcd-cluster-1')
const begun = (host: string): On => ({
  data: member(host, { hasHadLeader: false, cluster: OWN }),
  serves: false,
  runs: true,
})

function listed(entry: Listed): EtcdMember {
  const { host, ...more } = typeof entry === 'string' ? { host: entry } : entry
  return {
    ...{ id: ID(host), name: host, peerUrls: [peer(host)], clientUrls: [client(host)], isLearner: false },
    ...more,
  }
}

function status(host: string, on: On = {}): EtcdStatus {
  return {
    ...{
      endpoint: client(host),
      cluster: on.cluster ?? CLUSTER,
      member: ID(host),
      version: on.version ?? '3.4.23',
    },
    ...{
      serves: on.serves !== 'alone',
      raftIndex: on.index ?? 9,
      revision: 1,
      databaseBytes: 20480,
      usedBytes: 20480,
      alarms: on.alarms ?? [],
    },
  }
}

function situation(row: Row): DecisionInput {
  const hosts = row.hosts ?? ['h1', 'h2', 'h3']
  const list = row.list === undefined ? hosts : row.list
  const surveys = hosts.flatMap((host): Survey[] => {
    const on = row.on?.[host] ?? {}
    if (on === 'not asked') return []
    const data = on.data ?? member(host)
    const serves = on.serves ?? true
    const sees = list !== null && on.data !== 'none'
    return [
      {
        name: host,
        data: typeof data === 'string' ? { kind: data } : data,
        isRunning: on.runs ?? true,
        begins: on.begins ?? null,
        remembered: on.remembered ?? null,
        clockOff: on.clockOff ?? 0,
        view: {
          hasClient: sees,
          members: sees ? list.map(listed) : null,
          cluster: sees ? (on.cluster ?? CLUSTER) : null,
          statuses: [
            ...(serves ? [status(host, on)] : []),
            ...(row.others ?? []).map(other => status(other)),
          ],
          late: on.isLate ? [client(host)] : [],
          problem: '',
        },
      },
    ]
  })
  return {
    hosts: hosts.map(name => ({ name, address: address(name) })),
    ...{
      surveys,
      token: 'etcd-cluster-1',
      version: '3.4.23',
      dataDirectory: '/var/lib/etcd',
      unit: 'etcd.service',
    },
    ...{ removesUnlisted: false, isUpgrade: false, toleratedAlarms: [], isNewWanted: false, isForced: false },
    ...row.with,
  }
}

const FIVE = ['h1', 'h2', 'h3', 'h4', 'h5']
const THREE: Wanted = { h1: 'member', h2: 'member', h3: 'member' }
const NEW: Wanted = { h1: 'bootstrap', h2: 'bootstrap', h3: 'bootstrap' }

const ROWS: Readonly<Record<string, readonly [Row, Wanted]>> = {
  // Without a cluster.
  'bare hosts': [{ list: null, on: { h1: BARE, h2: BARE, h3: BARE } }, NEW],
  'one bare host': [{ hosts: ['h1'], list: null, on: { h1: BARE } }, { h1: 'bootstrap' }],
  'bare hosts, one not asked': [{ list: null, on: { h1: BARE, h2: BARE, h3: 'not asked' } }, 'hosts missing'],
  'bare hosts, one asked alone': [
    { list: null, on: { h1: BARE, h2: 'not asked', h3: 'not asked' } },
    'hosts missing',
  ],
  'bare hosts, what a start left on one': [
    { list: null, on: { h1: { ...BARE, data: 'leftover' }, h2: BARE, h3: BARE } },
    NEW,
  ],
  'a cluster that begins, one of three started': [
    { list: null, on: { h1: begun('h1'), h2: BARE, h3: BARE } },
    { h1: 'member', h2: 'bootstrap', h3: 'bootstrap' },
  ],
  'a cluster that begins, one started and one not asked': [
    { list: null, on: { h1: begun('h1'), h2: BARE, h3: 'not asked' } },
    'hosts missing',
  ],
  'a cluster that begins, all started': [
    { list: null, on: { h1: begun('h1'), h2: begun('h2'), h3: begun('h3') } },
    THREE,
  ],
  'a cluster that was begun with other hosts': [
    { list: null, on: { h1: BEGUN, h2: BARE, h3: BARE } },
    'unfinished cluster of others',
  ],
  'a cluster that begins, and serves with two of three': [
    { list: ['h1', 'h2', { host: 'h3', clientUrls: [] }], on: { h3: BARE } },
    { h1: 'member', h2: 'member', h3: 'join' },
  ],

  // With a cluster that serves.
  'three healthy members': [{}, THREE],
  'members, one of three asked': [{ on: { h2: 'not asked', h3: 'not asked' } }, { h1: 'member' }],
  'one member stopped': [{ on: { h2: DOWN } }, THREE],
  'one disk lost': [{ on: { h2: BARE } }, { h1: 'member', h2: 'rejoin', h3: 'member' }],
  'one disk lost, etcd starts in vain': [
    { on: { h2: { data: 'leftover', serves: false } } },
    { h1: 'member', h2: 'rejoin', h3: 'member' },
  ],
  'one disk lost with all of the host, which is asked alone': [
    { on: { h1: 'not asked', h2: BARE, h3: 'not asked' } },
    'hosts missing',
  ],
  'one disk lost, its host asked with a member': [
    { on: { h2: BARE, h3: 'not asked' }, others: ['h3'] },
    { h1: 'member', h2: 'rejoin' },
  ],
  'one disk lost, and the third member down': [
    { on: { h2: BARE, h3: DOWN }, others: [] },
    'no quorum without it',
  ],
  'two of five disks lost': [
    { hosts: FIVE, on: { h4: BARE, h5: BARE } },
    { h1: 'member', h2: 'member', h3: 'member', h4: 'rejoin', h5: 'rejoin' },
  ],
  'the log lost, the database there': [
    { on: { h3: { data: { kind: 'damaged', problem: 'no log' }, serves: false } } },
    { h1: 'member', h2: 'member', h3: 'rejoin' },
  ],
  'the data gone under a member that runs': [
    { on: { h2: { data: 'none', serves: true } } },
    'data gone under a member',
  ],
  'the data gone under a member that runs and is late to answer': [
    { on: { h2: { data: 'none', serves: false, isLate: true } } },
    'data gone under a member',
  ],
  'one disk lost, of a host that drops packets to its member': [
    { on: { h2: { data: 'none', serves: false, runs: false, isLate: true } } },
    { h1: 'member', h2: 'rejoin', h3: 'member' },
  ],
  'a fourth host': [
    { hosts: ['h1', 'h2', 'h3', 'h4'], list: ['h1', 'h2', 'h3'], on: { h4: BARE } },
    { h1: 'member', h2: 'member', h3: 'member', h4: 'join' },
  ],
  'a fourth and a fifth host': [
    { hosts: FIVE, list: ['h1', 'h2', 'h3'], on: { h4: BARE, h5: BARE } },
    { h1: 'member', h2: 'member', h3: 'member', h4: 'join', h5: 'join' },
  ],
  'a fourth host asked alone': [
    {
      hosts: ['h1', 'h2', 'h3', 'h4'],
      list: ['h1', 'h2', 'h3'],
      on: { h1: 'not asked', h2: 'not asked', h3: 'not asked', h4: BARE },
    },
    'hosts missing',
  ],
  'a second host to a cluster of one': [
    { hosts: ['h1', 'h2'], list: ['h1'], on: { h2: BARE } },
    { h1: 'member', h2: 'join' },
  ],
  'a join that was cut off after the member was added': [
    { list: ['h1', 'h2', unstarted('h3', { isLearner: true })], on: { h3: BARE } },
    { h1: 'member', h2: 'member', h3: 'join' },
  ],
  'a join that was cut off before the learner was promoted': [
    { list: ['h1', 'h2', { host: 'h3', isLearner: true }] },
    { h1: 'member', h2: 'member', h3: 'join' },
  ],
  'a rejoin that was cut off after the old member was removed': [
    { list: ['h1', 'h2'], on: { h3: BARE } },
    { h1: 'member', h2: 'member', h3: 'join' },
  ],
  'a learner whose disk is lost': [
    { list: ['h1', 'h2', { host: 'h3', isLearner: true }], on: { h3: BARE } },
    { h1: 'member', h2: 'member', h3: 'rejoin' },
  ],
  'a member that was removed by hand': [
    { list: ['h1', 'h2'], on: { h3: { serves: false } } },
    { h1: 'member', h2: 'member', h3: 'join' },
  ],
  'a member that was removed and added again by hand': [
    { list: ['h1', 'h2', unstarted('h3', { id: 'id-new' })], on: { h3: { serves: false } } },
    { h1: 'member', h2: 'member', h3: 'join' },
  ],
  'a host that took the place of another, with its name': [
    { list: ['h1', 'h2', { host: 'h9', name: 'h3', id: 'id-old' }], on: { h3: BARE } },
    { h1: 'member', h2: 'member', h3: 'rejoin' },
  ],
  'a host with the name of a member that serves elsewhere': [
    { list: ['h1', 'h2', { host: 'h9', name: 'h3' }], on: { h3: BARE }, others: ['h9'] },
    'name taken',
  ],
  'a member whose address has changed': [
    { list: ['h1', 'h2', { host: 'h3', peerUrls: [peer('h33')] }] },
    'address changed',
  ],

  // With data of other clusters.
  'data of another cluster on one host': [
    { on: { h3: { data: member('h3', { cluster: 'c2' }), serves: false } } },
    'foreign data',
  ],
  'a host that serves in a cluster of its own': [
    { on: { h3: { data: member('h3', { cluster: 'c2' }), cluster: 'c2' } } },
    'data of several clusters',
  ],
  'data of three clusters, none answers': [
    {
      list: null,
      on: {
        h1: { ...DOWN, data: member('h1', { cluster: 'a' }) },
        h2: { ...DOWN, data: member('h2', { cluster: 'b' }) },
        h3: { ...DOWN, data: member('h3', { cluster: 'c' }) },
      },
    },
    'data of several clusters',
  ],
  'the same disk on two hosts': [{ on: { h3: { data: member('h2'), serves: false } } }, 'same member twice'],

  // With a cluster that does not answer.
  'all members stopped': [{ list: null, on: { h1: DOWN, h2: DOWN, h3: DOWN } }, THREE],
  'all members stopped, and one disk lost': [
    { list: null, on: { h1: DOWN, h2: DOWN, h3: BARE } },
    { h1: 'member', h2: 'member', h3: 'rejoin' },
  ],
  'two of three disks lost': [{ list: null, on: { h1: DOWN, h2: BARE, h3: BARE } }, 'quorum lost'],
  'two of three disks lost, and the third member lists them still': [
    { on: { h1: { serves: 'alone' }, h2: BARE, h3: BARE } },
    'quorum lost',
  ],
  'a member cut off from the others, which serve': [
    { on: { h3: { serves: 'alone' } } },
    { h1: 'member', h2: 'member', h3: 'member' },
  ],
  'two of three disks lost, and forced': [
    { list: null, on: { h1: DOWN, h2: BARE, h3: BARE }, with: { isForced: true } },
    { h1: 'member', h2: 'rejoin', h3: 'rejoin' },
  ],
  'two of three hosts down': [
    { list: null, on: { h1: { serves: false }, h2: 'not asked', h3: 'not asked' } },
    'quorum lost',
  ],
  'one of three hosts down, the others stopped': [
    { list: null, on: { h1: DOWN, h2: DOWN, h3: 'not asked' } },
    { h1: 'member', h2: 'member' },
  ],
  'three disks lost, and remembered': [
    { list: null, on: { h1: { ...BARE, remembered: 'c1' }, h2: BARE, h3: BARE } },
    'data lost',
  ],
  'three disks lost, and a new cluster wanted': [
    {
      list: null,
      on: { h1: { ...BARE, remembered: 'c1' }, h2: BARE, h3: BARE },
      with: { isNewWanted: true },
    },
    NEW,
  ],
  'a database without its log on one of bare hosts': [
    { list: null, on: { h1: { ...BARE, data: { kind: 'damaged', problem: 'no log' } }, h2: BARE, h3: BARE } },
    'data lost',
  ],

  // With members that are not on a host of the inventory.
  'a host gone from the inventory, alive': [
    { hosts: ['h1', 'h2'], list: ['h1', 'h2', 'h3'], others: ['h3'] },
    { h1: 'member', h2: 'member' },
  ],
  'a host gone from the inventory, dead': [
    { hosts: ['h1', 'h2'], list: ['h1', 'h2', 'h3'] },
    { h1: 'member', h2: 'member' },
  ],
  'a fourth host while a member is down that was not reached': [
    { hosts: ['h1', 'h2', 'h3', 'h4'], list: ['h1', 'h2', 'h3'], on: { h3: 'not asked', h4: BARE } },
    'member down',
  ],
  'a fourth host while a member is stopped on a host that is started before': [
    { hosts: ['h1', 'h2', 'h3', 'h4'], list: ['h1', 'h2', 'h3'], on: { h3: DOWN, h4: BARE } },
    { h1: 'member', h2: 'member', h3: 'member', h4: 'join' },
  ],
  'a host that takes the place of a dead one which is not to be removed': [
    { hosts: ['h1', 'h2', 'h4'], list: ['h1', 'h2', 'h3'], on: { h4: BARE } },
    'member down',
  ],
  'a host that was added before, and never started, while a member is down': [
    {
      hosts: ['h1', 'h2', 'h3', 'h4'],
      list: ['h1', 'h2', 'h3', unstarted('h4', { isLearner: true })],
      on: { h3: 'not asked', h4: BARE },
    },
    { h1: 'member', h2: 'member', h4: 'join' },
  ],
  'the removal of a dead one': [
    { hosts: ['h1', 'h2'], list: ['h1', 'h2', 'h3'], with: { removesUnlisted: true } },
    { h1: 'member', h2: 'member' },
  ],
  'the removal of one that serves while another is down': [
    {
      hosts: ['h1', 'h2'],
      list: ['h1', 'h2', 'h3'],
      on: { h2: 'not asked' },
      others: ['h3'],
      with: { removesUnlisted: true },
    },
    'no quorum without it',
  ],
  'a host that takes the place of a dead one': [
    {
      hosts: ['h1', 'h2', 'h4'],
      list: ['h1', 'h2', 'h3'],
      on: { h4: BARE },
      with: { removesUnlisted: true },
    },
    { h1: 'member', h2: 'member', h4: 'join' },
  ],

  // With problems that a run cannot solve.
  'a clock that is off': [{ on: { h2: { clockOff: -3600 } } }, 'clock off'],
  'an alarm NOSPACE': [{ on: { h2: { alarms: ['NOSPACE'] } } }, 'alarm'],
  'an alarm NOSPACE that is known': [
    { on: { h2: { alarms: ['NOSPACE'] } }, with: { toleratedAlarms: ['NOSPACE'] } },
    THREE,
  ],
  'an alarm CORRUPT': [
    { on: { h2: { alarms: ['CORRUPT'] } }, with: { toleratedAlarms: ['NOSPACE'] } },
    'corrupt',
  ],

  // With several versions.
  'a newer patch': [{ with: { version: '3.4.30' } }, THREE],
  'an older patch': [{ with: { version: '3.4.9' } }, THREE],
  'packages of any version': [{ with: { version: '' } }, THREE],
  'the next minor version': [{ with: { version: '3.5.17' } }, 'version'],
  'the next minor version, to upgrade': [{ with: { version: '3.5.17', isUpgrade: true } }, THREE],
  'the minor version after the next, to upgrade': [
    { with: { version: '3.6.1', isUpgrade: true } },
    'version',
  ],
  'an older minor version': [{ with: { version: '3.3.25', isUpgrade: true } }, 'version'],
  'an upgrade that was cut off': [
    { on: { h1: { version: '3.5.17' } }, with: { version: '3.5.17' } },
    'version',
  ],
  'an upgrade that goes on': [
    { on: { h1: { version: '3.5.17' } }, with: { version: '3.5.17', isUpgrade: true } },
    THREE,
  ],
  'a version that some members are already past': [
    { on: { h1: { version: '3.5.17' } }, with: { version: '3.4.23' } },
    'version',
  ],
}

for (const [title, [row, wanted]] of Object.entries(ROWS)) {
  const told = typeof wanted === 'string' ? `refused: ${wanted}` : Object.values(wanted).join(', ')
  test(`${title}: ${told}`, () => {
    const decided = decide(situation(row))
    const found = isRefusal(decided)
      ? decided.kind
      : Object.fromEntries(Object.entries(decided.roles).map(([host, { role }]) => [host, role]))
    assert.equal(found, wanted)
    if (isRefusal(decided)) assert.ok(decided.found.length > 0 && decided.todo.length > 0)
  })
}

function decided(row: Row) {
  const found = decide(situation(row))
  assert.not(isRefusal(found), JSON.stringify(found))
  return found as Exclude<typeof found, { found: unknown }>
}

test('the host that sends requests to the cluster is the first one that gets answers, whatever its log index', () => {
  assert.is(decided({}).asker, 'h1')
  assert.is(decided({ on: { h2: { index: 12 } } }).asker, 'h1')
  assert.is(decided({ on: { h1: BARE } }).asker, 'h2')
})

test('a host that joins starts with the members at that time, in the order of the inventory', () => {
  const { roles } = decided({ hosts: FIVE, list: ['h1', 'h2', 'h3'], on: { h4: BARE, h5: BARE } })
  const all = FIVE.map(host => `${host}=${peer(host)}`)
  assert.is(roles.h4?.initial_cluster, all.slice(0, 4).join(','))
  assert.is(roles.h5?.initial_cluster, all.join(','))
  assert.is(roles.h5?.initial_state, 'existing')
})

test('a host that rejoins starts without its old member, and a replacement starts without the dead member', () => {
  const again = decided({ on: { h2: BARE } })
  assert.is(
    again.roles.h2?.initial_cluster,
    ['h1', 'h3', 'h2'].map(host => `${host}=${peer(host)}`).join(','),
  )
  const instead = decided({
    hosts: ['h1', 'h2', 'h4'],
    list: ['h1', 'h2', 'h3'],
    on: { h4: BARE },
    with: { removesUnlisted: true },
  })
  assert.is(
    instead.roles.h4?.initial_cluster,
    ['h1', 'h2', 'h4'].map(host => `${host}=${peer(host)}`).join(','),
  )
})

test('if several hosts join, all members without data are removed first: etcd adds no members while one is down', () => {
  const { leaves_first, roles } = decided({ hosts: FIVE, on: { h4: BARE, h5: BARE } })
  assert.equal(leaves_first, [ID('h4'), ID('h5')])
  const all = FIVE.map(host => `${host}=${peer(host)}`)
  assert.is(roles.h4?.initial_cluster, all.slice(0, 4).join(','))
  assert.is(roles.h5?.initial_cluster, all.join(','))
  const withNew = decided({ hosts: FIVE.slice(0, 4), list: ['h1', 'h2', 'h3'], on: { h3: BARE, h4: BARE } })
  assert.equal(withNew.leaves_first, [ID('h3')])
  // A single one is removed by its host just before it joins.
  assert.equal(decided({ on: { h2: BARE } }).leaves_first, [])
})

test('a member keeps the initial members and state of its unit, even if the cluster has changed since', () => {
  const begins = { cluster: 'h1=a,h2=b', state: 'new' }
  const { roles } = decided({ on: { h1: { begins } } })
  assert.is(roles.h1?.initial_cluster, begins.cluster)
  assert.is(roles.h1?.initial_state, 'new')
  assert.is(roles.h2?.initial_state, 'existing')
})

test('data of a removed member, and data left by a failed start, is moved aside; data of current members is kept', () => {
  const removed = decided({ list: ['h1', 'h2'], on: { h3: { serves: false } } })
  assert.equal(removed.roles.h3?.stale, { member: ID('h3') })
  assert.is(removed.roles.h1?.stale, null)
  const left = decided({ on: { h2: { data: 'leftover', serves: false } } })
  assert.equal(left.roles.h2?.stale, { member: null })
})

test('members that are down count as members, whether they are in the inventory or not', () => {
  const gone = decided({ hosts: ['h1', 'h2'], list: ['h1', 'h2', 'h3'] })
  assert.equal([gone.voters, gone.beyond_reach, gone.hosts_beyond_reach], [3, [ID('h3')], []])
  assert.equal(
    gone.unlisted.dead.map(({ id }) => id),
    [ID('h3')],
  )
  assert.equal(gone.leaves_first, [])
  const removed = decided({ hosts: ['h1', 'h2'], list: ['h1', 'h2', 'h3'], with: { removesUnlisted: true } })
  assert.equal([removed.voters, removed.beyond_reach, removed.leaves_first], [2, [], [ID('h3')]])
  const unreached = decided({ on: { h3: 'not asked' } })
  assert.equal(
    [unreached.voters, unreached.beyond_reach, unreached.hosts_beyond_reach],
    [3, [ID('h3')], ['h3']],
  )
  const elsewhere = decided({ on: { h3: 'not asked' }, others: ['h3'] })
  assert.equal([elsewhere.voters, elsewhere.beyond_reach], [3, []])
  const stopped = decided({ on: { h3: DOWN } })
  assert.equal([stopped.voters, stopped.beyond_reach], [3, []])
})

test.run()
