import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type EtcdData, parseEtcdData } from '../../../../src/remote/probes/etcd/data.ts'

/** The start of the log of a member of etcd 3.4 whose only other member never started. */
const WITHOUT_LEADER = [
  '040000000000008408041000000000001f0000000000008108011083e5b6c8011a1508e5a4dec6e3b4ab80a10110b2dfabae',
  'beca9fa073000e00000000000082080510c6b9e8e0041a0408001000000069000000000000870802108585ce9c0f1a5f0801',
  '1001180122570800100018809fe6c197ffa2d45822477b226964223a363338383530393937353030353230343335322c2270',
  '65657255524c73223a5b22687474703a2f2f3132372e302e302e313a31225d2c226e616d65223a2279227d00000000000000',
  '6e0000000000008208021087c1d1c50a1a64080110011802225c0800100018e5a4dec6e3b4ab80a101224b7b226964223a31',
  '313630313436333536393533363232353839332c227065657255524c73223a5b22687474703a2f2f3132372e302e302e313a',
  '35333830225d2c226e616d65223a2278227d00001000000000000000080310a087eab7051a06080110001802190000000000',
  '0087080310e0eebddf061a0f080210e5a4dec6e3b4ab80a1011802000000000000001900000000000087080310d38a9cbb05',
  '1a0f080310e5a4dec6e3b4ab80a1011802000000000000001900000000000087080310baed959d011a0f080410e5a4dec6e3',
  'b4ab80a1011802',
].join('')
/** The start of the log of a cluster of one member of etcd 3.3, after a write. */
const WITH_LEADER = [
  '04000000000000840804100000000000200000000000000008011097a0c9be061a1608e5a4dec6e3b4ab80a10110acc2a2f6',
  'bfd4dfaf9e010e000000000000820805109fcef4f8061a040800100000006e00000000000082080210e1a88d97021a640801',
  '10011801225c0800100018e5a4dec6e3b4ab80a101224b7b226964223a31313630313436333536393533363232353839332c',
  '227065657255524c73223a5b22687474703a2f2f3132372e302e302e313a35333830225d2c226e616d65223a2278227d0000',
  '1000000000000000080310fff5fcc1061a06080110001801100000000000000008021088a1b3ee081a060800100218029700',
  '000000000081080210e1a9995b1a8d01080010021803228401088294d48cc2c4e8b2920112035055541a262f302f6d656d62',
  '6572732f613130306164613633386437393236352f6174747269627574657322337b226e616d65223a2278222c22636c6965',
  '6e7455524c73223a5b22687474703a2f2f3132372e302e302e313a35333739225d7d28003200380048005000580060006800',
  '700078008001000019000000000000870803109afcf4c9011a0f080210e5a4dec6e3b4ab80a1011803000000000000004c00',
  '000000000084080210defa80ff091a42080010021804223a088494d48cc2c4e8b2920112035055541a0a2f302f7665727369',
  '6f6e2205332e332e302800320038004800500058006000680070007800800100000000001900000000000087080310f3d8dd',
  '930f1a0f080210e5a4dec6e3b4ab80a1011804000000000000002800000000000000080210d19ec6d50c1a1e080010021805',
  '221622060a0161120162a2060b088594d48cc2c4e8b292011900000000000087080310a1e6cb9a071a0f080210e5a4dec6e3',
  'b4ab80a1011805',
].join('')
/** The first two pages of a database, with only the number of used pages. */
const database = (pages: number): string => {
  const page = `${'00'.repeat(16)}edda0ced02000000001000000000000003${'00'.repeat(15)}${'ff'.repeat(8)}${pages.toString(16).padStart(2, '0')}${'00'.repeat(23)}`
  return page.padEnd(8192, '0').repeat(2)
}

const FIRST = '0000000000000000-0000000000000000.wal'
const LATER = '0000000000000004-00000000000186a0.wal'

interface Found {
  readonly log?: string
  readonly head?: string
  readonly database?: string
  readonly snapshots?: number
  readonly entries?: number
}

function parse({ log = '', head = '', database = '', snapshots = 0, entries = 0 }: Found): EtcdData {
  const stdout = `log ${log}\nhead ${head}\ndatabase ${database}\nsnapshots ${snapshots}\nentries ${entries}\n`
  return parseEtcdData({ stdout: Buffer.from(stdout) })
}

/** The log with one flipped bit in the first conf change. */
const damaged = `${WITHOUT_LEADER.slice(0, 400)}${(Number.parseInt(WITHOUT_LEADER[400] ?? '0', 16) ^ 1).toString(16)}${WITHOUT_LEADER.slice(401)}`
const MEMBER = { kind: 'member', member: 'a100ada638d79265' } as const

const ROWS: Readonly<Record<string, readonly [Found, EtcdData]>> = {
  nothing: [{}, { kind: 'none' }],
  'a log without a leader': [
    { log: FIRST, head: WITHOUT_LEADER.padEnd(8192, '0'), entries: 3 },
    { ...MEMBER, cluster: '73407e53e5caefb2', hasHadLeader: false },
  ],
  'a log with a leader': [
    { log: FIRST, head: WITH_LEADER.padEnd(8192, '0'), entries: 3 },
    { ...MEMBER, cluster: '9e5f7ea3fec8a12c', hasHadLeader: true },
  ],
  'a log truncated within a record': [
    { log: FIRST, head: WITHOUT_LEADER.slice(0, 300), entries: 3 },
    { ...MEMBER, cluster: '73407e53e5caefb2', hasHadLeader: false },
  ],
  'a later file of a log': [
    { log: LATER, head: WITHOUT_LEADER, entries: 3 },
    { ...MEMBER, cluster: '73407e53e5caefb2', hasHadLeader: true },
  ],
  'a log with a wrong checksum': [
    { log: FIRST, head: damaged, entries: 3 },
    { kind: 'damaged', problem: `${FIRST} does not begin like an etcd log` },
  ],
  'an empty log': [
    { log: FIRST, entries: 1 },
    { kind: 'damaged', problem: `${FIRST} does not begin like an etcd log` },
  ],
  'a database of a fresh start': [{ database: database(5), entries: 1 }, { kind: 'leftover' }],
  'a file that is not a database': [{ database: '00ff', entries: 1 }, { kind: 'leftover' }],
  'a database with keys, without its log': [
    { database: database(200), entries: 1 },
    { kind: 'damaged', problem: 'the database has no matching log' },
  ],
  'snapshots, without a log': [
    { database: database(4), snapshots: 2, entries: 3 },
    { kind: 'damaged', problem: 'the database has no matching log' },
  ],
}

for (const [title, [found, wanted]] of Object.entries(ROWS))
  test(`a data directory with ${title}`, () => assert.equal(parse(found), wanted))

test.run()
