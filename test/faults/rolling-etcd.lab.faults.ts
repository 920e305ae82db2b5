import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf, lab, onHost, runDrover } from '../e2e/drover.ts'
import { belowQuorum, historySince, type Outage, recklessStops } from './etcd-history.ts'
import { type Client, commonNameOf, missing, startWriter, type Written } from './etcd-writer.ts'
import { fault, type Round } from './fault.ts'

const ROOT = join(import.meta.dirname, '../..')
const COMMAND = join(ROOT, 'dist/run.cjs')
const NODES = ['node1', 'node2', 'node3'] as const
const SITE = ['-i', 'inventory/lab.yml']
/** A folder for the journals of these runs only. */
const state = mkdtempSync(join(tmpdir(), 'drover-rolling-'))
process.env.XDG_STATE_HOME = state
test.after(() => rmSync(state, { recursive: true, force: true }))

let endpoints: readonly string[] = []
/** Also after a failed round. */
let writer: ReturnType<typeof startWriter> | undefined
test.after.each(async () => void (await writer?.stop()))
/** Totals over all rounds. */
const figures = { written: 0, lost: 0, longestGap: 0, belowQuorum: [] as string[] }
test.after(() => {
  const { written, lost, longestGap, belowQuorum } = figures
  console.log(
    `\n  ${written} writes acknowledged, ${lost} lost, ${(longestGap / 1000).toFixed(1)} s without one at most`,
  )
  console.log(
    `  ${belowQuorum.length} times below quorum${belowQuorum.map(time => `\n    ${time}`).join('')}`,
  )
})
/** Milliseconds that an undisturbed run takes to restart every member. */
let whole = 0

test.before(() => {
  lab('reset')
  const first = runDrover([...SITE, 'site.yml'])
  assert.is(first.status, 0, JSON.stringify(first.results.filter(({ status }) => status === 'failed')))
  endpoints = NODES.map(
    node =>
      `https://${
        onHost(node, 'ip -o -4 address show scope global')
          .trim()
          .split(/[\s/]+/)[3]
      }:2379`,
  )
  const began = performance.now()
  assert.is(runDrover([...SITE, ...wanted('warm', 10_001), 'site.yml']).status, 0)
  whole = performance.now() - began
})

/** A new certificate and a new etcd option: both restart every member. */
function wanted(name: string, snapshots: number): string[] {
  return ['-e', JSON.stringify({ etcd_common_name: name, etcd_options: [`--snapshot-count=${snapshots}`] })]
}

interface Injecting {
  readonly node: string
  readonly run: ChildProcess
}

/**
 * A fault in the middle of a run; it may return a function that ends it and records for how long a member was
 * away.
 */
type Inject = (at: Injecting) => Promise<void | (() => Promise<void>)>

const onIt = (node: string, command: string): void => {
  spawnSync('ssh', ['-o', 'ConnectTimeout=5', `root@${node}`, command], { stdio: 'ignore' })
}
/** A command that continues after its session ends, and does not keep the session open. */
const behind = (command: string): string => `setsid sh -c '${command}' </dev/null >/dev/null 2>&1 &`

/**
 * A command that kills the processes that match; bare hosts have no `pkill`. The pattern must not match the
 * command itself.
 */
const killAll = (pattern: string): string =>
  `for p in /proc/[0-9]*; do case $(tr '\\0' ' ' <$p/cmdline 2>/dev/null) in ${pattern}) kill -9 \${p#/proc/};; esac; done`

const FAULTS: Readonly<Record<string, Inject>> = {
  nothing: async () => {},
  'kill -9 of the controller': async ({ run }) => void run.kill('SIGKILL'),
  'SIGINT once': async ({ run }) => void run.kill('SIGINT'),
  'SIGINT twice': async ({ run }) => {
    run.kill('SIGINT')
    await delay(500)
    run.kill('SIGINT')
  },
  'kill -9 of the logins': async ({ node }) => onIt(node, killAll('"sshd: root@not"ty*')),
  'kill -9 of the remote shell': async ({ node }) => onIt(node, killAll('*"IFS= read -r d""_m"*')),
  'the link down for 3 s': async ({ node }) =>
    onIt(node, behind('ip link set eth0 down; sleep 3; ip link set eth0 up')),
  'the link down for 40 s': async ({ node }) => {
    onIt(node, behind('ip link set eth0 down; sleep 40; ip link set eth0 up'))
    return () => delay(40_000)
  },
  'etcd stopped for 10 s (SIGSTOP)': async ({ node }) =>
    onIt(node, behind('systemctl kill -s STOP etcd; sleep 10; systemctl kill -s CONT etcd')),
  'kill -9 of etcd': async ({ node }) => onIt(node, 'systemctl kill -s KILL etcd'),
  'the directory of units is read-only': async ({ node }) => {
    onIt(
      node,
      'mount --bind /usr/lib/systemd/system /usr/lib/systemd/system && mount -o remount,ro,bind /usr/lib/systemd/system',
    )
    return async () => onIt(node, 'umount /usr/lib/systemd/system')
  },
  'the host reboots': async ({ node }) => {
    onIt(node, 'systemctl reboot')
    return () => untilUp(node)
  },
}

let rounds = 0
for (const [title, inject] of Object.entries(FAULTS)) {
  fault(`a rolling change of etcd, and ${title}`, 3, async round => {
    rounds += 1
    const [name, snapshots] = [
      `etcd-${rounds}-${round.random(1000)}`,
      20_000 + rounds * 1000 + round.random(1000),
    ]
    return rolling(round, name, snapshots, inject)
  })
}

fault('a rolling change of etcd, and a member that is down and cannot start', 2, async round => {
  rounds += 1
  const node = NODES[round.random(3)] ?? 'node1'
  const change = wanted(`etcd-down-${rounds}`, 30_000 + rounds)
  const broken = '/etc/systemd/system/etcd.service.d/broken.conf'
  onHost(
    node,
    `systemctl stop etcd; mkdir -p ${broken.replace(/[^/]*$/, '')}; printf '[Service]\\nExecStart=\\nExecStart=/bin/false\\n' >${broken}; systemctl daemon-reload`,
  )
  const since = Date.now()
  await writer?.stop()
  writer = startWriter(endpoints, clientOf())
  try {
    const run = runDrover([...SITE, '-e', 'etcd_health_timeout=8', ...change, 'site.yml'])
    assert.is(run.status, 2)
  } finally {
    onHost(node, `rm ${broken}; systemctl daemon-reload; systemctl reset-failed etcd`)
  }
  const history = historySince(NODES, since)
  const { stops } = history
  figures.belowQuorum.push(...belowQuorum(history))
  assert.equal(
    stops.filter(stop => stop.node !== node),
    [],
    'no other member was stopped',
  )
  await converges(round, change)
  await nothingLost(await writer.stop())
  return 'refused, and converged afterwards'
})

async function rolling(round: Round, name: string, snapshots: number, inject: Inject): Promise<string> {
  const node = NODES[round.random(3)] ?? 'node1'
  const change = wanted(name, snapshots)
  const since = Date.now()
  const client = clientOf()
  await writer?.stop()
  writer = startWriter(endpoints, client)
  const run = spawn(process.execPath, [COMMAND, 'playbook', ...SITE, ...change, 'site.yml'], {
    cwd: ROOT,
    stdio: 'ignore',
  })
  const ended = new Promise<number | string>(resolve =>
    run.once('exit', (code, signal) => resolve(code ?? signal ?? 'nothing')),
  )
  await delay(round.random(Math.round(whole)))
  const hit: Outage = { node, from: Date.now(), to: Date.now() }
  const lift = await inject({ node, run })
  const status = await Promise.race([ended, delay(300_000, 'hung', { ref: false })])
  if (status === 'hung') run.kill('SIGKILL')
  await lift?.()
  assert.is.not(status, 'hung')
  const how = await converges(round, change)
  const { acknowledged, longestGap } = await writer.stop()
  const history = historySince(NODES, since)
  figures.belowQuorum.push(...belowQuorum(history))
  // A reboot stops its member, and deletes its journal.
  const ours = {
    ...history,
    stops: history.stops.filter(
      stop => inject !== FAULTS['the host reboots'] || stop.node !== node || stop.at < hit.from,
    ),
  }
  assert.equal(recklessStops(ours), [])
  await nothingLost({ acknowledged, longestGap })
  for (const endpoint of endpoints) assert.is(await commonNameOf(endpoint, client), name)
  for (const each of NODES)
    assert.match(
      onHost(each, 'tr "\\0" " " </proc/$(systemctl show -p MainPID --value etcd)/cmdline'),
      new RegExp(`--snapshot-count=${snapshots}`),
    )
  return status === 0 ? `ended well${how}` : `ended with ${status}${how}`
}

/** Resumes the run or runs the play again, which must complete all changes; the next run changes nothing. */
async function converges(round: Round, change: readonly string[]): Promise<string> {
  for (const node of NODES) await untilUp(node)
  const isResumed = round.random(2) === 0
  if (isResumed) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'resume'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    const isNothingLeft = /there is nothing to resume/.test(stderr)
    assert.ok(status === 0 || isNothingLeft, `resume ended with ${status}:\n${stdout}${stderr}`)
  }
  const again = runDrover([...SITE, ...change, 'site.yml'])
  assert.is(
    again.status,
    0,
    JSON.stringify(again.results.filter(({ status }) => status === 'failed' || status === 'unreachable')),
  )
  const last = runDrover([...SITE, ...change, 'site.yml'])
  assert.equal(
    [last.status, countsOf(last).changed],
    [0, 0],
    JSON.stringify(last.results.filter(({ status }) => status === 'changed')),
  )
  const { changed = 0 } = countsOf(again)
  const left = changed === 0 ? 'all was done' : 'some was left to do'
  return isResumed ? `, taken up and then ${left}` : `, and then ${left}`
}

async function nothingLost(written: Written): Promise<void> {
  const { acknowledged, longestGap } = written
  assert.ok(acknowledged.length > 100, `only ${acknowledged.length} writes`)
  const lost = new Set<string>()
  for (const endpoint of endpoints)
    for (const key of await missing(endpoint, clientOf(), written)) lost.add(key)
  figures.written += acknowledged.length
  figures.lost += lost.size
  figures.longestGap = Math.max(figures.longestGap, longestGap)
  assert.equal([...lost], [])
}

function clientOf(): Client {
  const [ca = '', cert = '', key = ''] = ['ca', 'etcd', 'etcd-key'].map(name =>
    onHost('node1', `cat /etc/etcd/ssl/${name}.pem`),
  )
  return { ca, cert, key }
}

async function untilUp(node: string): Promise<void> {
  const end = performance.now() + 90_000
  for (;;) {
    const { status } = spawnSync('ssh', ['-o', 'ConnectTimeout=2', `root@${node}`, 'true'], {
      stdio: 'ignore',
    })
    if (status === 0) return
    assert.ok(performance.now() < end, `${node} is not back`)
    await delay(500)
  }
}

test.run()
