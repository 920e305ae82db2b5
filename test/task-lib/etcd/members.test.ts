import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeHost } from '../../../src/authoring/testing.ts'
import type { EtcdMember } from '../../../src/remote/probes/etcd/cluster.ts'
import { awaitSpare, type SpareWait } from '../../../src/task-lib/etcd/members.ts'

const client = { endpoints: ['https://a:2379'], certificates: '/etc/etcd/ssl', binaries: '/usr/bin' }
const url = (name: string): string => `https://${name}:2379`

function member(name: string): EtcdMember {
  const isLearner = name === name.toUpperCase()
  return { id: name, name, peerUrls: [`https://${name}:2380`], clientUrls: [url(name)], isLearner }
}

/** A host that sees these members, some of them healthy. Capital letters are learners. */
function seeing(members: string, healthy: string) {
  const voters = [...members].filter(name => name === name.toLowerCase())
  const report = voters.map(name => `${url(name)} is ${healthy.includes(name) ? '' : 'un'}healthy`).join('\n')
  return fakeHost({
    'cluster of https://a:2379': {
      ...{
        hasClient: true,
        members: [...members].map(member),
        cluster: 'c1',
        statuses: [],
        late: [],
        problem: '',
      },
    },
    [`health of ${voters.map(url).join(', ')}`]: { isHealthy: false, hasClient: true, report, cluster: 'c1' },
  }).host
}

const restart = (...beyondReach: string[]): SpareWait['purpose'] => ({ restart: { beyondReach } })

/** Whether a member may stop: the members of the cluster, the healthy ones, the member that stops and why, and the problem. */
const ROWS: Readonly<
  Record<
    string,
    readonly [members: string, healthy: string, goes: string, SpareWait['purpose'], RegExp | null]
  >
> = {
  'a restart of one of three': ['abc', 'abc', 'a', restart(), null],
  'a restart while another is down': [
    'abc',
    'ab',
    'a',
    restart(),
    /1 of the 3 members of the cluster would remain/,
  ],
  'a restart while one that no inventory names is down': [
    'abc',
    'ab',
    'a',
    restart('c'),
    /1 of the 3 members of the cluster would remain, but a quorum needs 2/,
  ],
  'a restart of the one that is down': ['abc', 'ab', 'c', restart(), null],
  'a restart of one of five while another is down for good': ['abcde', 'abcd', 'a', restart('e'), null],
  'a restart of one of five while another went down in this run': [
    'abcde',
    'abcd',
    'a',
    restart(),
    /member e \(e, https:\/\/e:2380\) is not healthy/,
  ],
  'a restart of one of two': [
    'ab',
    'ab',
    'a',
    restart(),
    /1 of the 2 members of the cluster would remain, but a quorum needs 2/,
  ],
  'a restart of the only one': ['a', 'a', 'a', restart(), null],
  'a restart of a learner': ['abcD', 'abc', 'D', restart(), null],
  'a restart of one that is not found': ['abc', 'abc', 'x', restart(), null],
  'a restart of one that is not found while another is down': [
    'abc',
    'ab',
    'x',
    restart('c'),
    /1 of the 3 members of the cluster would remain/,
  ],
  'the removal of a dead one of three': ['abc', 'ab', 'c', 'removal', null],
  'the removal of one that serves while another is down': [
    'abc',
    'ab',
    'a',
    'removal',
    /1 of the 3 members of the cluster would remain, but a quorum needs 2/,
  ],
  'the removal of one of two': ['ab', 'ab', 'a', 'removal', null],
  'the removal of two dead ones of five, one after the other': ['abcde', 'abc', 'e', 'removal', null],
}

for (const [title, [members, healthy, goes, purpose, problem]] of Object.entries(ROWS))
  test(`${title} is ${problem ? 'refused' : 'allowed'}`, async () => {
    const wait: SpareWait = {
      ...{ client, purpose, seconds: 0, what: 'it was not done', which: ({ id }) => id === goes },
    }
    const failure = await awaitSpare(seeing(members, healthy), wait).then(
      () => null,
      (error: Error) => error.message,
    )
    if (problem) assert.match(failure ?? '', problem)
    else assert.is(failure, null)
  })

test('no member may stop if the cluster gives no list of members', async () => {
  const { host } = fakeHost({
    'cluster of https://a:2379': {
      hasClient: true,
      members: null,
      cluster: null,
      statuses: [],
      problem: 'x',
    },
  })
  const wait: SpareWait = {
    client,
    purpose: 'removal',
    seconds: 0,
    what: 'it was not done',
    which: () => true,
  }
  const failure = await awaitSpare(host, wait).catch((error: Error) => error.message)
  assert.is(failure, 'it was not done: no member responded')
})

test.run()
