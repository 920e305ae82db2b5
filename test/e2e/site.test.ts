import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf, lab, type Outcome, onHost, runDrover } from './drover.ts'

const NODES = ['node1', 'node2', 'node3']
const LAB = ['-i', 'inventory/lab.yml']

test.before(() => void lab('reset'))

const failures = ({ results }: Outcome): string =>
  JSON.stringify(results.filter(({ status }) => status === 'failed'))

test('a dry run on bare hosts leaves them as they are, and predicts how they become a healthy cluster', () => {
  const before = lab('tree', ...NODES)
  const predicted = runDrover([...LAB, '--check', 'site.yml'])
  assert.is(predicted.status, 0)
  assert.is(lab('tree', ...NODES), before)
  const real = runDrover([...LAB, 'site.yml'])
  assert.is(real.status, 0, failures(real))
  const pairs = (status: string, from: Outcome) =>
    from.results
      .filter(result => result.status === status)
      .map(({ host, task }) => `${host} ${task}`)
      .sort()
  // What a cluster says that is not there yet.
  const unknown = new Set(pairs('unknown', predicted))
  assert.is(unknown.size, 6)
  assert.equal(
    pairs('changed', predicted),
    pairs('changed', real).filter(pair => !unknown.has(pair)),
  )
  const health = onHost('node2', "bash -lc 'ETCDCTL_API=3 etcdctl endpoint health 2>&1'")
  assert.is(health.match(/is healthy/g)?.length, 3)
})

test('a second run changes nothing', () => {
  const second = runDrover([...LAB, 'site.yml'])
  assert.is(second.status, 0)
  assert.is(countsOf(second).changed, 0)
  assert.is(countsOf(second).failed, 0)
})

for (const node of NODES) {
  test(`the certificate on ${node} says what the guide says`, () => {
    const text = onHost(node, 'openssl x509 -noout -text -in /etc/etcd/ssl/etcd.pem')
    for (const part of [
      'C = CN, ST = BeiJing, L = BeiJing, O = frognew, OU = cloudnative, CN = frognew',
      'Digital Signature, Key Encipherment',
      'TLS Web Server Authentication, TLS Web Client Authentication',
      'DNS:node1, DNS:node2, DNS:node3',
      'IP Address:127.0.0.1, IP Address:192.168.202.131, IP Address:192.168.202.132, IP Address:192.168.202.133',
    ]) {
      assert.ok(text.includes(part), `${part}\n${text}`)
    }
    assert.match(
      text,
      /Issuer: C = CN, ST = BeiJing, L = BeiJing, O = frognew, OU = cloudnative, CN = frognew/,
    )
    assert.is(onHost(node, 'stat -c "%a %U" /etc/etcd/ssl/etcd-key.pem').trim(), '600 root')
  })
}

test('the commands of v2 and v3 both work in a login shell, and a client without a certificate is refused', () => {
  assert.match(onHost('node1', "bash -lc 'ETCDCTL_API=2 etcdctl cluster-health'"), /cluster is healthy/)
  assert.match(onHost('node1', "bash -lc 'ETCDCTL_API=3 etcdctl put a b && etcdctl get a'"), /OK/)
  const refused = onHost(
    'node3',
    'ETCDCTL_API=3 etcdctl --command-timeout=2s --endpoints=https://192.168.202.131:2379 --cacert=/etc/etcd/ssl/ca.pem get a 2>&1; echo status $?',
  )
  assert.match(refused, /status [1-9]/)
})

test('--limit connects to its host and to the delegate, and to no other', () => {
  const limited = runDrover([...LAB, '--limit', 'node2', 'site.yml'])
  assert.is(limited.status, 0)
  assert.equal(Object.keys(limited.end.costs).sort(), ['node1', 'node2'])
})

const QUOTA = ['-e', '{"etcd_options": ["--quota-backend-bytes=4294967296"]}']

test('a changed option restarts one member at a time, while a client goes on writing', () => {
  const pidOf = (node: string): string => onHost(node, 'systemctl show -p MainPID --value etcd').trim()
  const pids = NODES.map(pidOf)
  onHost(
    'node1',
    `cat > /root/writer.sh <<'E'
i=0; while [ ! -e /root/stop ]; do i=$((i+1)); ETCDCTL_API=3 etcdctl put w/$i v >/dev/null 2>&1 && echo w/$i; sleep .2; done >/root/written
E
rm -f /root/stop; (bash -lc 'exec sh /root/writer.sh' >/dev/null 2>&1 &)`,
  )
  const changed = runDrover([...LAB, ...QUOTA, 'site.yml'])
  onHost('node1', 'touch /root/stop; sleep 1')
  assert.is(changed.status, 0, failures(changed))
  const restarts = changed.results.filter(result =>
    result.changes.some(change => change.action === 'restart'),
  )
  assert.equal(
    restarts.map(({ host }) => host),
    NODES,
  )
  assert.ok(NODES.every((node, index) => pidOf(node) !== pids[index]))
  const written = onHost('node1', 'cat /root/written').trim().split('\n')
  const kept = onHost('node1', "bash -lc 'ETCDCTL_API=3 etcdctl get --prefix w/ --keys-only'").split('\n')
  assert.equal(
    written.filter(key => !kept.includes(key)),
    [],
  )
  assert.ok(written.length > 1)
})

test('after a host reboots its member comes back', () => {
  lab('reboot', 'node3')
  const again = runDrover([...LAB, ...QUOTA, 'site.yml'])
  assert.is(again.status, 0, failures(again))
  assert.is(countsOf(again).changed, 0)
})

const loseDisk = (node: string): string =>
  onHost(
    node,
    'systemctl kill -s KILL etcd; systemctl stop etcd; systemctl reset-failed etcd; rm -rf /var/lib/etcd/*',
  )

test('a member whose disk was lost joins anew, also with `--limit`: it asks the cluster itself', () => {
  const members = () =>
    onHost('node1', "bash -lc 'ETCDCTL_API=3 etcdctl member list'")
      .trim()
      .split('\n')
      .map(line => line.split(', '))
  const before = members().find(([, , name]) => name === 'node3')?.[0]
  loseDisk('node3')
  const again = runDrover([...LAB, ...QUOTA, '--limit', 'node3', 'site.yml'])
  assert.is(again.status, 0, failures(again))
  assert.equal(
    members()
      .map(([, state, name]) => `${name} ${state}`)
      .sort(),
    NODES.map(node => `${node} started`),
  )
  assert.is.not(members().find(([, , name]) => name === 'node3')?.[0], before)
})

test('a misspelt option fails with the status, the journal and a hint', () => {
  const broken = runDrover([
    ...LAB,
    '--limit',
    'node3',
    '-e',
    '{"etcd_options": ["--keyfile=x"]}',
    'site.yml',
  ])
  assert.is(broken.status, 2)
  const failed = broken.results.find(result => result.status === 'failed')
  assert.match(failed?.message ?? '', /flag provided but not defined: -keyfile/)
  assert.match(failed?.hint ?? '', /a start option is misspelt/)
})

// The cluster ends with it. Many more states are in test/faults/etcd-states.lab.faults.ts.
test('a cluster that has lost its quorum, or all of its data, is refused and left as it is', () => {
  for (const node of ['node2', 'node3']) loseDisk(node)
  const half = runDrover([...LAB, 'site.yml'])
  assert.is(half.status, 2)
  assert.is(countsOf(half).changed, 0)
  assert.match(half.results.find(({ status }) => status === 'failed')?.message ?? '', /has lost its quorum/)
  loseDisk('node1')
  const dry = runDrover([...LAB, '--check', 'site.yml'])
  assert.is(dry.status, 2)
  assert.match(
    dry.results.find(({ status }) => status === 'failed')?.message ?? '',
    /all data of the cluster is missing/,
  )
})

test('packages and node-forge make a cluster as well', () => {
  lab('reset')
  const other = ['-e', 'pki_backend=forge', '-e', 'etcd_method=package']
  const first = runDrover([...LAB, ...other, 'site.yml'])
  assert.is(first.status, 0, failures(first))
  assert.is(countsOf(runDrover([...LAB, ...other, 'site.yml'])).changed, 0)
  assert.match(onHost('node1', 'openssl verify -CAfile /etc/etcd/ssl/ca.pem /etc/etcd/ssl/etcd.pem'), /: OK/)
})

test.run()
