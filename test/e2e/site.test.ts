import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { slowTest } from '../kit/slow-cases.ts'
import { countsOf, lab, type Outcome, onHost, runDrover } from './drover.ts'
import { compareOutcomes, nameOf } from './dry-runs.ts'
import { contentOf, differences, treeOf } from './host-tree.ts'

const NODES = ['node1', 'node2', 'node3']
const SITE = ['-i', 'inventory/lab.yml', 'site.yml']

test.before(() => void lab('reset'))

const failures = ({ results }: Outcome): string =>
  JSON.stringify(results.filter(({ status }) => status === 'failed'))

/** Runs the site dry, and asserts that no file of any host has changed. */
function runDry(...words: readonly string[]): Outcome {
  const before = NODES.map(node => ({ tree: treeOf(node), content: contentOf(node) }))
  const outcome = runDrover([...SITE, ...words, '--check'])
  for (const [nth, node] of NODES.entries()) {
    const { tree, content } = before[nth] ?? { tree: new Set(), content: new Set() }
    assert.equal(differences(tree, treeOf(node)), [], node)
    assert.equal(differences(content, contentOf(node)), [], node)
  }
  return outcome
}

const typesThat = ({ results }: Outcome, status: string): string[] =>
  [...new Set(results.filter(result => result.status === status).map(({ taskType }) => taskType))].sort()

test('a dry run on bare hosts changes no file, and predicts the run that makes a healthy cluster', () => {
  const before = lab('tree', ...NODES)
  const predicted = runDry()
  assert.is(predicted.status, 0)
  assert.is(lab('tree', ...NODES), before)
  assert.ok((countsOf(predicted).changed ?? 0) > 0)
  const real = runDrover(SITE)
  assert.is(real.status, 0, failures(real))
  const unknown = compareOutcomes(predicted, real)
  // Unknown are answers of a cluster that does not exist yet. Certificates are known to be created, though
  // not their contents.
  assert.is(unknown.length, 6)
  assert.equal(
    [...new Set(unknown.map(nameOf))],
    [
      'Wait until every member is healthy, seen from every host',
      'Prove that a client without a certificate is refused',
    ],
  )
  const health = onHost('node2', "bash -lc 'ETCDCTL_API=3 etcdctl endpoint health 2>&1'")
  assert.is(health.match(/is healthy/g)?.length, 3)
})

test('a second run changes nothing, and a dry run predicts that', () => {
  const predicted = runDry()
  assert.is(predicted.status, 0)
  assert.is(countsOf(predicted).changed, 0)
  for (const type of ['etcd_health', 'etcd_tls']) assert.ok(typesThat(predicted, 'ok').includes(type), type)
  const second = runDrover(SITE)
  assert.is(second.status, 0)
  assert.is(countsOf(second).changed, 0)
  assert.is(countsOf(second).failed, 0)
  assert.equal(compareOutcomes(predicted, second), [])
})

for (const node of NODES) {
  test(`the certificate on ${node} has the subject, usages and addresses of the guide`, () => {
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

test('etcdctl works with API versions 2 and 3 in a login shell, and a client without a certificate is refused', () => {
  assert.match(onHost('node1', "bash -lc 'ETCDCTL_API=2 etcdctl cluster-health'"), /cluster is healthy/)
  assert.match(onHost('node1', "bash -lc 'ETCDCTL_API=3 etcdctl put a b && etcdctl get a'"), /OK/)
  const refused = onHost(
    'node3',
    'ETCDCTL_API=3 etcdctl --command-timeout=2s --endpoints=https://192.168.202.131:2379 --cacert=/etc/etcd/ssl/ca.pem get a 2>&1; echo status $?',
  )
  assert.match(refused, /status [1-9]/)
})

test('`--limit` connects to its host and the delegated host only', () => {
  const limited = runDrover([...SITE, '--limit', 'node2'])
  assert.is(limited.status, 0)
  assert.equal(Object.keys(limited.end.costs).sort(), ['node1', 'node2'])
})

const QUOTA = ['-e', '{"etcd_options": ["--quota-backend-bytes=4294967296"]}']

test('a changed etcd option restarts one member at a time, while a client keeps writing', () => {
  const pidOf = (node: string): string => onHost(node, 'systemctl show -p MainPID --value etcd').trim()
  const pids = NODES.map(pidOf)
  onHost(
    'node1',
    `cat > /root/writer.sh <<'E'
i=0; while [ ! -e /root/stop ]; do i=$((i+1)); ETCDCTL_API=3 etcdctl put w/$i v >/dev/null 2>&1 && echo w/$i; sleep .2; done >/root/written
E
rm -f /root/stop; (bash -lc 'exec sh /root/writer.sh' >/dev/null 2>&1 &)`,
  )
  const changed = runDrover([...SITE, ...QUOTA])
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

test('after a reboot of its host, a member is healthy again and a run changes nothing', () => {
  lab('reboot', 'node3')
  const again = runDrover([...SITE, ...QUOTA])
  assert.is(again.status, 0, failures(again))
  assert.is(countsOf(again).changed, 0)
})

const loseDisk = (node: string): string =>
  onHost(
    node,
    'systemctl kill -s KILL etcd; systemctl stop etcd; systemctl reset-failed etcd; rm -rf /var/lib/etcd/*',
  )

slowTest('a member whose disk was lost joins the cluster again, also with `--limit`', () => {
  const members = () =>
    onHost('node1', "bash -lc 'ETCDCTL_API=3 etcdctl member list'")
      .trim()
      .split('\n')
      .map(line => line.split(', '))
  const before = members().find(([, , name]) => name === 'node3')?.[0]
  loseDisk('node3')
  const again = runDrover([...SITE, ...QUOTA, '--limit', 'node3'])
  assert.is(again.status, 0, failures(again))
  assert.equal(
    members()
      .map(([, state, name]) => `${name} ${state}`)
      .sort(),
    NODES.map(node => `${node} started`),
  )
  assert.is.not(members().find(([, , name]) => name === 'node3')?.[0], before)
})

/** Scripts that each change the right state of one task type of the site into a wrong one. */
const SPOILS: readonly (readonly [taskType: string, host: string, script: string])[] = [
  ['cfssl', 'node1', 'echo >>/root/local/bin/cfssl-certinfo'],
  ['certificate_authority', 'node1', 'echo {} >/root/ssl/ca-config.json'],
  ['certificate', 'node1', 'chmod 0644 /root/ssl/etcd-key.pem'],
  ['lineinfile', 'node2', 'sed -i s/node3/other/ /etc/hosts'],
  ['etcd', 'node2', 'chmod 0700 /usr/bin/etcd'],
  ['file', 'node2', 'chmod 0700 /etc/etcd/ssl'],
  ['ca_bundle', 'node3', 'echo >>/etc/etcd/ssl/ca.pem'],
  ['key_pair', 'node3', 'chmod 0644 /etc/etcd/ssl/etcd-key.pem'],
  ['etcd_member', 'node3', 'systemctl disable -q etcd; echo ETCD_X=1 >>/etc/etcd/etcd.conf'],
  ['etcd_restart', 'node3', 'touch /usr/lib/systemd/system/etcd.service'],
  ['etcdctl', 'node3', 'for f in /etc/profile.d/*etcd*; do echo >>"$f"; done'],
]

test('if the state of every task type is wrong, a dry run finds all of it and changes nothing, and the run corrects it', () => {
  for (const [, host, script] of SPOILS) onHost(host, script)
  const predicted = runDry(...QUOTA)
  assert.is(predicted.status, 0, failures(predicted))
  // The key of the members is unknown while the certificate is about to change.
  const found = [...typesThat(predicted, 'changed'), ...typesThat(predicted, 'unknown')]
  assert.equal(
    SPOILS.map(([type]) => type).filter(type => !found.includes(type)),
    [],
    found.join(' '),
  )
  const real = runDrover([...SITE, ...QUOTA])
  assert.is(real.status, 0, failures(real))
  compareOutcomes(predicted, real)
})

slowTest('a dry run detects a stopped member and does not start it', () => {
  onHost('node2', 'systemctl stop etcd')
  const predicted = runDry(...QUOTA)
  assert.is(predicted.status, 0, failures(predicted))
  assert.ok(typesThat(predicted, 'changed').includes('etcd_member'))
  assert.is(onHost('node2', 'systemctl is-active etcd; true').trim(), 'inactive')
  onHost('node2', 'systemctl start etcd')
})

test("a misspelt etcd option fails with the unit's status, its journal and a hint", () => {
  const broken = runDrover([...SITE, '--limit', 'node3', '-e', '{"etcd_options": ["--keyfile=x"]}'])
  assert.is(broken.status, 2)
  const failed = broken.results.find(result => result.status === 'failed')
  assert.match(failed?.message ?? '', /flag provided but not defined: -keyfile/)
  assert.match(failed?.hint ?? '', /a start option is misspelt/)
})

// This test destroys the cluster, so it is the last one. test/faults/etcd-states.lab.faults.ts tests many
// more states.
slowTest('a cluster without quorum, or without any of its data, is refused and not changed', () => {
  for (const node of ['node2', 'node3']) loseDisk(node)
  const half = runDrover(SITE)
  assert.is(half.status, 2)
  assert.is(countsOf(half).changed, 0)
  assert.match(half.results.find(({ status }) => status === 'failed')?.message ?? '', /has lost its quorum/)
  loseDisk('node1')
  const dry = runDrover([...SITE, '--check'])
  assert.is(dry.status, 2)
  assert.match(
    dry.results.find(({ status }) => status === 'failed')?.message ?? '',
    /all data of the cluster is missing/,
  )
})

test.run()
