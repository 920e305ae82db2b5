import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf, onHost } from '../e2e/drover.ts'
import { belowQuorum, historySince, recklessStops } from './etcd-history.ts'
import {
  CTL,
  changedPairs,
  clientOf,
  endpointOf,
  labVersions,
  makeCluster,
  membersOn,
  NODES,
  removeInventory,
  restoreCluster,
  site,
  troubles,
  unknownPairs,
} from './etcd-lab.ts'
import { missing, startWriter } from './etcd-writer.ts'
import { fault } from './fault.ts'

const backups = mkdtempSync(join(tmpdir(), 'drover-backups-'))
const TO_BACKUPS = ['-e', `etcd_backup_directory=${backups}`]
test.after(() => rmSync(backups, { recursive: true, force: true }))
test.after(() => removeInventory())
test.before(() => makeCluster())

const put = (key: string, value: string): string => onHost('node1', `${CTL} put ${key} ${value}`)
const get = (node: string, key: string): string => onHost(node, `${CTL} get --print-value-only ${key}`).trim()

/** Asserts that a dry run predicts the known changes of the run, and that the run succeeds. */
function asPredicted(...words: string[]): ReturnType<typeof site> {
  const dry = site('--check', ...words)
  assert.is(dry.status, 0, troubles(dry))
  const run = site(...words)
  assert.is(run.status, 0, troubles(run))
  const unknown = unknownPairs(dry)
  const [predicted, done] = [changedPairs(dry), changedPairs(run).filter(pair => !unknown.has(pair))]
  assert.equal(predicted, done, `predicted: ${predicted.join(', ')}; done: ${done.join(', ')}`)
  return run
}

fault('a backup and its restoration', 1, async () => {
  await restoreCluster(new Set())
  put('kept', 'one')
  asPredicted(...TO_BACKUPS, 'etcd-backup.yml')
  const [name = ''] = readdirSync(backups)
  const file = join(backups, name)
  const bytes = readFileSync(file)
  const digest = createHash('sha256').update(bytes.subarray(0, -32)).digest()
  assert.ok(digest.equals(bytes.subarray(-32)), 'the checksum at its end')
  put('kept', 'two')
  put('later', 'three')
  const from = ['-e', `etcd_restore_from=${file}`]
  const asked = site(...from, 'etcd-restore.yml')
  assert.is(asked.status, 2)
  assert.equal(changedPairs(asked), [])
  const id = /etcd_restore_confirm='([0-9a-f]+)'/.exec(troubles(asked))?.[1] ?? ''
  assert.is.not(id, '')
  const wrong = site(...from, '-e', 'etcd_restore_confirm=nothing', 'etcd-restore.yml')
  assert.is(wrong.status, 2)
  const confirmed = [...from, '-e', `etcd_restore_confirm='${id}'`, 'etcd-restore.yml']
  asPredicted(...confirmed)
  for (const node of NODES) {
    assert.is(get(node, 'kept'), 'one')
    assert.is(get(node, 'later'), '')
    assert.match(onHost(node, 'ls /var/lib/etcd'), /member\.old/)
  }
  const again = site(...confirmed)
  assert.is(again.status, 0, troubles(again))
  assert.is(countsOf(again).changed, 0)
  assert.is(countsOf(site()).changed, 0)
  return 'restored'
})

fault('a truncated snapshot', 1, async () => {
  const [name = ''] = readdirSync(backups)
  const words = [
    '-e',
    `etcd_restore_from=${join(backups, name)}`,
    '-e',
    'etcd_restore_confirm=x',
    'etcd-restore.yml',
  ]
  const whole = readFileSync(join(backups, name))
  writeFileSync(join(backups, name), whole.subarray(0, whole.length - 512))
  const run = site(...words)
  assert.is(run.status, 2)
  assert.match(troubles(run), /is not a complete snapshot/)
  return 'refused'
})

fault('an upgrade to the next minor version while a client writes', 1, async () => {
  await restoreCluster(new Set())
  const { next, now } = labVersions()
  const words = ['-e', `etcd_version=${next}`, ...TO_BACKUPS]
  const client = clientOf()
  const since = Date.now()
  const writer = startWriter(NODES.map(endpointOf), client)
  await delay(1000)
  const dry = site('--check', ...words, 'etcd-upgrade.yml')
  assert.is(dry.status, 0, troubles(dry))
  const run = site(...words, 'etcd-upgrade.yml')
  assert.is(run.status, 0, troubles(run))
  const written = await writer.stop()
  const history = historySince(NODES, since)
  assert.equal(recklessStops(history), [])
  assert.equal(belowQuorum(history), [])
  for (const node of NODES) {
    assert.match(onHost(node, `${CTL} endpoint status`), new RegExp(` ${next.replaceAll('.', '[.]')},`))
    assert.equal(await missing(endpointOf(node), client, written), [])
  }
  assert.is(membersOn('node1').length, 3)
  const after = site('-e', `etcd_version=${next}`)
  assert.is(after.status, 0, troubles(after))
  assert.is(countsOf(after).changed, 0)
  const back = site('-e', `etcd_version=${now}`)
  assert.is(back.status, 2)
  assert.match(troubles(back), /cannot be downgraded/)
  const { acknowledged, longestGap } = written
  return `${now} to ${next}: ${acknowledged.length} writes, 0 lost, ${(longestGap / 1000).toFixed(1)} s without one at most`
})

fault('tags alone', 1, async () => {
  await restoreCluster(new Set())
  for (const tag of ['etcd', 'certificates', 'etcdctl']) {
    const run = site('-t', tag)
    assert.is(run.status, 0, `${tag}: ${troubles(run)}`)
    assert.is(countsOf(run).changed ?? 0, 0, tag)
  }
  onHost('node2', 'rm /etc/etcd/etcdctl; rm /etc/etcd/ssl/etcd.pem')
  assert.equal(changedPairs(site('-t', 'etcdctl')), ['node2 Configure etcdctl for login shells'])
  assert.equal(changedPairs(site('-t', 'certificates')), [
    'node2 Give every member the certificate and its key',
  ])
  return 'each ran by itself'
})

test.run()
