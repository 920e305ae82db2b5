import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf, lab, type Outcome, onHost, runDrover } from './drover.ts'
import { compareOutcomes, nameOf } from './dry-runs.ts'
import { contentOf, differences, treeOf } from './host-tree.ts'

const NODES = ['node1', 'node2', 'node3']
const SITE = ['-i', 'inventory/lab.yml', 'site.yml']

test.before(() => void lab('reset'))

/** Runs the site dry, and holds every host's files to be what they were. */
function runDry(): Outcome {
  const before = NODES.map(node => ({ tree: treeOf(node), content: contentOf(node) }))
  const outcome = runDrover([...SITE, '--check'])
  for (const [nth, node] of NODES.entries()) {
    const { tree, content } = before[nth] ?? { tree: new Set(), content: new Set() }
    assert.equal(differences(tree, treeOf(node)), [], node)
    assert.equal(differences(content, contentOf(node)), [], node)
  }
  return outcome
}

const typesThat = ({ results }: Outcome, status: string): string[] =>
  [...new Set(results.filter(result => result.status === status).map(({ taskType }) => taskType))].sort()

/** Makes wrong what one task type of the site has made right. */
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
  ['etcd_restart', 'node3', 'touch -d "1 minute" /usr/lib/systemd/system/etcd.service'],
  ['etcdctl', 'node3', 'for f in /etc/profile.d/*etcd*; do echo >>"$f"; done'],
]

test('a dry run of the site on bare hosts changes nothing of them, and tells what the run then does', () => {
  const dryRun = runDry()
  assert.is(dryRun.status, 0)
  assert.ok((countsOf(dryRun).changed ?? 0) > 0)
  assert.is(countsOf(dryRun).failed, 0)
  const run = runDrover(SITE)
  assert.is(run.status, 0)
  const unknown = compareOutcomes(dryRun, run)
  // What a cluster says that is not there: that certificates will be made is certain, whatever is in them.
  assert.equal(
    [...new Set(unknown.map(nameOf))],
    [
      'Wait until every member is healthy, seen from every host',
      'Prove that a client without a certificate is refused',
    ],
  )
})

test('a dry run on the finished cluster finds all in order and changes nothing, as does the run', () => {
  const dryRun = runDry()
  assert.is(dryRun.status, 0)
  assert.is(countsOf(dryRun).changed, 0)
  for (const type of ['etcd_health', 'etcd_tls']) assert.ok(typesThat(dryRun, 'ok').includes(type), type)
  assert.equal(compareOutcomes(dryRun, runDrover(SITE)), [])
})

test('a dry run where something of every task type is wrong finds it all and changes nothing', () => {
  for (const [, host, script] of SPOILS) onHost(host, script)
  const outcome = runDry()
  assert.is(outcome.status, 0, JSON.stringify(outcome.results.filter(({ status }) => status === 'failed')))
  // The key that members have is not known where the certificate is about to change.
  const changed = [...typesThat(outcome, 'changed'), ...typesThat(outcome, 'unknown')]
  assert.equal(
    SPOILS.map(([type]) => type).filter(type => !changed.includes(type)),
    [],
    changed.join(' '),
  )
})

test('and a member that is down is told, and left so', () => {
  onHost('node2', 'systemctl stop etcd')
  const outcome = runDry()
  assert.ok(typesThat(outcome, 'changed').includes('etcd_member'))
  assert.is(onHost('node2', 'systemctl is-active etcd; true').trim(), 'inactive')
})

test.run()
