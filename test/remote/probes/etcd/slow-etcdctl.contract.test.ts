import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { etcdView } from '../../../../src/remote/probes/etcd/cluster.ts'
import { etcdWithoutCertificate } from '../../../../src/remote/probes/etcd/health.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const session of sessions) await session.close()
})

const [A, B, C] = ['https://192.0.2.1:2379', 'https://192.0.2.2:2379', 'https://192.0.2.3:2379'] as const

/** The result of a request: an answer after a number of seconds, or that of a host that is down. */
type Behaviour = number | 'refused' | 'silent' | 'lets anyone in'

/** The seconds that a request needs, and etcdctl's error if it has less time. */
function resultOf(behaviour: Behaviour): readonly [seconds: number, reason: string] {
  if (behaviour === 'refused')
    return [999, 'latest balancer error: connection error: desc = dial tcp: connect: connection refused']
  if (behaviour === 'silent') return [999, 'context deadline exceeded']
  return [behaviour === 'lets anyone in' ? 0 : behaviour, 'context deadline exceeded']
}

/**
 * A fake etcdctl that takes no time and prints what etcdctl 3.4 prints for members that take this long:
 * requests beyond the given time limit fail. It records its arguments in `asked`.
 */
function fakeEtcdctl(folder: string, members: Readonly<Record<string, Behaviour>>, hasV2: boolean): void {
  const cases = Object.entries(members).map(([url, behaviour]) => {
    const [limit, reason] = resultOf(behaviour)
    return `${url} | http://${url.slice('https://'.length)}) needs=${limit}; why='${reason}'; open=${behaviour === 'lets anyone in' ? 1 : 0};;`
  })
  const list = Object.keys(members).map(
    (url, nth) => `{"ID":${nth + 1},"name":"m${nth + 1}","clientURLs":["${url}"]}`,
  )
  writeFileSync(
    join(folder, 'etcdctl'),
    `#!/bin/sh
echo "$ETCDCTL_API $*" >>${folder}/asked
[ "$*" = version ] && exit 0
[ "$*" = --version ] && exit ${hasV2 ? 0 : 1}
limit=0; urls=; cert=0; last=
for w do
  case $w in
    --command-timeout=*) limit=\${w#*=}; limit=\${limit%s};;
    --endpoints=*) urls=\${w#*=};;
    --cert=*) cert=1;;
  esac
  [ "$last" = --total-timeout ] && limit=\${w%s}
  last=$w
done
# The first that answers gives the answer, and the last that does not the reason.
answered=; reason=
IFS=,; for u in $urls; do IFS=' '
  case $u in ${cases.join(' ')} *) exit 9;; esac
  if [ "$needs" -gt "$limit" ]; then reason=$why
  elif [ "$cert$open" = 00 ]; then reason='connection error: desc = remote error: tls: bad certificate'
  else answered=\${answered:-$u}; fi
done
case $* in *'endpoint health'*) [ -z "$reason" ] || answered=;; esac
if [ -z "$answered" ]; then
  echo '{"level":"warn","error":"rpc error: code = DeadlineExceeded desc = '"$reason"'"}'
  echo 'Error: context deadline exceeded'
  exit 1
fi
case $* in
  *'endpoint health'*) echo "$answered is healthy: successfully committed proposal: took = 1ms";;
  *'endpoint status'*) echo '[{"Endpoint":"'"$answered"'","Status":{"header":{"cluster_id":7,"member_id":1},"version":"3.4.23","leader":1}}]';;
  *) echo '{"header":{"cluster_id":7},"members":[${list.join(',')}]}';;
esac
`,
  )
  chmodSync(join(folder, 'etcdctl'), 0o755)
  for (const name of ['ca', 'etcd', 'etcd-key']) writeFileSync(join(folder, `${name}.pem`), 'x')
  writeFileSync(join(folder, 'asked'), '')
}

let nth = 0

/** Runs a function in two shells, different ones each time, with a fake etcdctl for the members. */
async function everywhere(
  members: Readonly<Record<string, Behaviour>>,
  body: (given: {
    host: LocalSession['host']
    client: { endpoints: string[]; certificates: string; binaries: string }
    asked: () => string[]
  }) => Promise<void>,
  hasV2 = false,
): Promise<void> {
  nth += 1
  for (const { shell, host } of sessionsFrom(sessions, nth)) {
    const { path, remove } = scratch()
    fakeEtcdctl(path, members, hasV2)
    const client = { endpoints: Object.keys(members), certificates: path, binaries: path }
    const asked = (): string[] => readFileSync(join(path, 'asked'), 'utf8').trim().split('\n')
    try {
      await body({ host, client, asked })
    } catch (error) {
      if (error instanceof Error) error.message = `in ${shell}: ${error.message}`
      throw error
    } finally {
      remove()
    }
  }
}

const VIEWS: readonly (readonly [
  title: string,
  members: Readonly<Record<string, Behaviour>>,
  serving: readonly string[],
  late: readonly string[],
  isListed: boolean,
])[] = [
  ['members that answer at once', { [A]: 0, [B]: 0, [C]: 0 }, [A, B, C], [], true],
  ['members on busy hosts', { [A]: 9, [B]: 11, [C]: 5 }, [A, B, C], [], true],
  ['a member that is down, and two on busy hosts', { [A]: 9, [B]: 9, [C]: 'refused' }, [A, B], [], true],
  ['a member that is down', { [A]: 0, [B]: 0, [C]: 'refused' }, [A, B], [], true],
  ['a host that drops packets', { [A]: 0, [B]: 0, [C]: 'silent' }, [A, B], [C], true],
  ['no running member', { [A]: 'refused', [B]: 'refused', [C]: 'refused' }, [], [], false],
]

for (const [title, members, serving, late, isListed] of VIEWS)
  test(`the cluster view waits for slow members, but not for those that refused: ${title}`, () =>
    everywhere(members, async ({ host, client, asked }) => {
      const view = await host.ask(etcdView({ ...client, statusOf: [A, B], answered: [A, B] }))
      const served = view.statuses.filter(({ serves }) => serves).map(({ endpoint }) => endpoint)
      assert.equal(served.sort(), [...serving])
      assert.equal([...view.late].sort(), [...late])
      assert.is(view.members?.length ?? null, isListed ? 3 : null)
      // A member is asked again only if it did not answer.
      for (const [url, behaviour] of Object.entries(members)) {
        const ofIt = asked().filter(line => line.includes(`endpoints=${url} endpoint status`))
        const isMet = isListed || url !== C
        const isSlow = behaviour === 'silent' || (typeof behaviour === 'number' && behaviour > 4)
        const times = isSlow ? 2 : 1
        assert.is(ofIt.length, isMet ? times : 0, `${url}: ${ofIt.join('\n')}`)
      }
    }))

test('simultaneous answers are not mixed up', async () => {
  const members = Object.fromEntries(
    Array.from({ length: 9 }, (_, at) => [`https://192.0.2.${at + 1}:2379`, 0]),
  )
  const endpoints = Object.keys(members)
  for (const { shell, host } of sessions) {
    const { path, remove } = scratch()
    fakeEtcdctl(path, members, false)
    const client = { endpoints, certificates: path, binaries: path }
    for (let round = 0; round < 3; round += 1) {
      const { statuses } = await host.ask(etcdView({ ...client, statusOf: endpoints, answered: [] }))
      const served = statuses.filter(({ serves }) => serves).map(({ endpoint }) => endpoint)
      assert.equal(served.sort(), endpoints, `in ${shell}`)
    }
    remove()
  }
})

const ADMISSIONS: readonly (readonly [
  title: string,
  members: Readonly<Record<string, Behaviour>>,
  admission: string,
])[] = [
  ['members that refuse it', { [A]: 0, [B]: 0 }, 'refused'],
  ['members on busy hosts that refuse it', { [A]: 9, [B]: 3 }, 'refused'],
  ['a member that accepts anyone', { [A]: 0, [B]: 'lets anyone in' }, 'accepted'],
  ['a member that is down', { [A]: 0, [B]: 'refused' }, 'silent'],
  ['a host that drops packets', { [A]: 'silent', [B]: 0 }, 'silent'],
]

for (const hasV2 of [false, true])
  for (const [title, members, admission] of hasV2 ? ADMISSIONS.slice(1, 3) : ADMISSIONS)
    test(`a client without a certificate, ${hasV2 ? 'by v2' : 'by v3'}: ${title}`, () =>
      everywhere(
        members,
        async ({ host, client }) => assert.is(await host.ask(etcdWithoutCertificate(client)), admission),
        hasV2,
      ))

test.run()
