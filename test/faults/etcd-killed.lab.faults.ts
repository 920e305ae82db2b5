import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf, onHost } from '../e2e/drover.ts'
import { belowQuorum, historySince, recklessStops } from './etcd-history.ts'
import {
  areMembers,
  changedPairs,
  clientOf,
  endpointOf,
  INVENTORY,
  loseDisk,
  makeCluster,
  NODES,
  removeInventory,
  restoreCluster,
  site,
  troubles,
  writeInventory,
} from './etcd-lab.ts'
import { type Client, missing, startWriter, type Written } from './etcd-writer.ts'
import { fault, type Round } from './fault.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The change in which a run is killed. */
interface Job {
  /** The hosts in the inventory. */
  readonly hosts: readonly string[]
  /** Brings a healthy cluster of three members into the initial state. */
  readonly prepare?: () => void
  /** The members that serve throughout, to which a client keeps writing. */
  readonly writesTo: readonly string[]
  readonly after?: (before: Client) => Promise<void>
}

const JOBS: Readonly<Record<string, Job>> = {
  'a fourth host joins': { hosts: [...NODES, 'node4'], writesTo: NODES },
  'a host whose disk was lost joins again': {
    hosts: NODES,
    prepare: () => loseDisk('node3'),
    writesTo: ['node1', 'node2'],
  },
  'members get certificates of a new authority': {
    hosts: NODES,
    prepare: () => void onHost('node1', 'rm -rf /root/ssl'),
    writesTo: NODES,
    after: newAuthority,
  },
}

/** Asserts that no member trusts, presents or accepts certificates of the previous authority. */
async function newAuthority(before: Client): Promise<void> {
  for (const node of NODES) {
    const authority = onHost(node, 'cat /etc/etcd/ssl/ca.pem')
    assert.is(authority, onHost('node1', 'cat /root/ssl/ca.pem'))
    assert.is.not(authority, before.ca)
    const none: Written = { acknowledged: ['writer/0/0'], longestGap: 0 }
    const outcome = await missing(endpointOf(node), before, none).then(
      () => 'let in',
      () => 'refused',
    )
    assert.is(outcome, 'refused', `${node}: a client with a certificate of the authority before`)
  }
}

const dirty = new Set<string>()
test.before(() => makeCluster())
test.after(() => removeInventory())

for (const [title, job] of Object.entries(JOBS)) {
  fault(`${title}, undisturbed`, 1, round => carryOut(round, job, false))
  fault(`${title}, and the run is killed`, 4, round => carryOut(round, job, true))
}

/**
 * Runs the site. If killed at random during the run, runs it once more. Asserts that the result is the same.
 */
async function carryOut({ random }: Round, job: Job, isKilled: boolean): Promise<string> {
  await restoreCluster(dirty)
  dirty.clear()
  for (const host of job.hosts) if (!NODES.some(each => each === host)) dirty.add(host)
  const before = clientOf()
  job.prepare?.()
  writeInventory(job.hosts)
  const since = Date.now()
  const writer = startWriter(job.writesTo.map(endpointOf), before)
  try {
    const dry = site('--check')
    assert.is(dry.status, 0, `the dry run: ${troubles(dry)}`)
    const changes = dry.results.flatMap(({ status }, nth) => (status === 'changed' ? [nth] : []))
    const [first = 0, last = 0] = [changes[0], changes.at(-1)]
    const within = isKilled ? await killAfter(first + random(last - first + 1), random(4000)) : ''
    const run = site()
    assert.is(run.status, 0, `the run: ${troubles(run)}`)
    areMembers(job.hosts)()
    await job.after?.(before)
    const second = site()
    assert.is(second.status, 0, `the second run: ${troubles(second)}`)
    assert.equal(changedPairs(second), [], 'the second run')
    const written = await writer.stop()
    assert.ok(written.acknowledged.length > 0, 'nothing was written')
    for (const node of job.writesTo)
      assert.equal(await missing(endpointOf(node), clientOf(), written), [], `lost on ${node}`)
    const history = historySince(job.writesTo, since)
    assert.equal(recklessStops(history), [])
    assert.equal(belowQuorum(history), [])
    const { changed = 0 } = countsOf(run)
    return `${within}${changed} changed, ${written.acknowledged.length} writes, ${(written.longestGap / 1000).toFixed(1)} s without one at most`
  } finally {
    await writer.stop()
  }
}

/** Kills a run a number of milliseconds after a number of results; returns the task of the last result. */
async function killAfter(results: number, milliseconds: number): Promise<string> {
  const words = ['playbook', '-o', 'ndjson', '-i', INVENTORY, 'site.yml']
  const run = spawn(process.execPath, [join(ROOT, 'dist/run.cjs'), ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise(resolve => run.once('close', resolve))
  let seen = 0
  let last = 'the beginning'
  let rest = ''
  const reached = new Promise<void>(resolve => {
    if (results === 0) resolve()
    run.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const event = JSON.parse(line) as { type: string; item?: unknown; host?: string; name?: string }
        if (event.type !== 'task.result' || event.item !== undefined || seen >= results) continue
        seen += 1
        last = `${event.host} ${event.name ?? ''}`
        if (seen === results) resolve()
      }
    })
  })
  await Promise.race([reached, ended])
  await delay(milliseconds)
  run.kill('SIGKILL')
  await ended
  return `killed after ${last}, then `
}

test.run()
