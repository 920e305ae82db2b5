import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseHealth } from '../../../../src/remote/probes/etcd/health.ts'

const [ONE, OTHER] = ['https://192.0.2.1:2379', 'https://192.0.2.2:2379']

function healthy(...endpoints: readonly string[]): string {
  return endpoints
    .map(endpoint => `${endpoint} is healthy: successfully committed proposal: took = 5.2ms\n`)
    .join('')
}

/** The output of etcdctl 3.4 for `endpoint status -w json`. */
function clusters(one: string, other: string): string {
  const of = (endpoint: string, id: string): string =>
    `{"Endpoint":"${endpoint}","Status":{"header":{"cluster_id":${id},"member_id":2429745032112236208,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}}`
  return `clusters: [${of(ONE, one)},${of(OTHER, other)}]\n`
}

const rows: [
  title: string,
  status: number,
  stdout: string,
  isHealthy: boolean,
  report: string,
  cluster?: string,
][] = [
  [
    'members of one cluster',
    0,
    healthy(OTHER, ONE) + clusters('4888103657544766529', '4888103657544766529'),
    true,
    `${ONE} is healthy\n${OTHER} is healthy`,
    '43d60860d53e5441',
  ],
  [
    // Equal in all digits of a double.
    'members of two clusters, each healthy',
    0,
    healthy(ONE, OTHER) + clusters('12264682434681880978', '12264682434681880979'),
    false,
    `${ONE} belongs to the cluster aa34e7b17a2fc192\n${OTHER} belongs to the cluster aa34e7b17a2fc193`,
  ],
  ['members that do not report their cluster', 0, `${healthy(ONE)}clusters: \n`, true, `${ONE} is healthy`],
  [
    'a member that is down',
    1,
    `{"level":"warn","msg":"retrying"}\n${healthy(ONE)}${OTHER} is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n`,
    false,
    `${ONE} is healthy\n${OTHER} is unhealthy: failed to commit proposal: context deadline exceeded`,
  ],
]

for (const [title, status, stdout, isHealthy, report, cluster = ''] of rows) {
  test(`the health of ${title}`, () => {
    assert.equal(parseHealth({ status, stdout: Buffer.from(stdout) }), {
      ...{ isHealthy, hasClient: true, report, cluster },
    })
  })
}

test.run()
