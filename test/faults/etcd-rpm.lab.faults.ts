import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse, stringify } from 'yaml'
import { countsOf, lab, onHost, runDrover } from '../e2e/drover.ts'
import { changedPairs, labVersions, troubles } from './etcd-lab.ts'
import { fault } from './fault.ts'

// The site on hosts with rpm and dnf instead of apt. The packages contain the same programs as the releases.
const ROOT = join(import.meta.dirname, '../..')
const INVENTORY = join(ROOT, 'inventory/lab.rpm.yml')
const HOSTS = ['rpm1', 'rpm2', 'rpm3']

test.before(() => {
  const inventory = parse(readFileSync(join(ROOT, 'inventory/lab.yml'), 'utf8'))
  const { children } = inventory.all
  writeFileSync(INVENTORY, stringify({ all: { children: { ...children, etcd: children.rpm } } }))
})
test.after(() => rmSync(INVENTORY, { force: true }))

const site = (...words: string[]) =>
  runDrover(['-i', INVENTORY, ...words, ...(words.some(word => word.endsWith('.yml')) ? [] : ['site.yml'])])

function converges(...words: string[]): number {
  const run = site(...words)
  assert.is(run.status, 0, troubles(run))
  changes = changedPairs(run)
  return countsOf(run).changed ?? 0
}

/** The changes of the last run. */
let changes: string[] = []

const versions = (): string[] => HOSTS.map(host => onHost(host, 'rpm -q --qf "%{VERSION}" etcd'))

fault('installed by dnf, upgraded to the next minor version, and after the loss of a disk', 1, async () => {
  lab('reset', ...HOSTS)
  const { now, next } = labVersions()
  const of = (version: string) => ['-e', 'etcd_method=package', '-e', `etcd_package_version=${version}`]
  assert.ok(converges(...of(now)) > 0)
  converges(...of(now))
  assert.equal(changes, [])
  assert.equal(versions(), [now, now, now])
  converges(...of(next), '-e', 'etcd_backup_directory=/tmp/drover-rpm', 'etcd-upgrade.yml')
  assert.equal(versions(), [next, next, next])
  converges(...of(next))
  assert.equal(changes, [])
  onHost(
    'rpm2',
    'systemctl kill -s KILL etcd; systemctl stop etcd; systemctl reset-failed etcd; rm -rf /var/lib/etcd/*',
  )
  assert.ok(converges(...of(next)) > 0)
  converges(...of(next))
  assert.equal(changes, [])
  rmSync('/tmp/drover-rpm', { recursive: true, force: true })
  return `${now} and ${next} by dnf`
})

fault('installed from the release, with a user of its own', 1, async () => {
  lab('reset', ...HOSTS)
  const words = ['-e', 'etcd_method=release', '-e', 'etcd_user=etcd']
  assert.ok(converges(...words) > 0)
  converges(...words)
  assert.equal(changes, [])
  assert.is(onHost('rpm1', 'ps -o user= -p $(systemctl show -p MainPID --value etcd)').trim(), 'etcd')
  return 'converged'
})

test.run()
