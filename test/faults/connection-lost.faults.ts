import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '../kit/sshd.ts'
import type { Ended } from './controller.ts'
import { fault, type Round } from './fault.ts'
import { type FaultHost, openHost, signalTo, untilQuiet } from './host.ts'
import { type Link, openLink } from './link.ts'
import { openSite, type Site, talliesOf } from './site.ts'

/** What is done to the host `box` or to the link to it, while the host `other` has no trouble. */
interface Injection {
  readonly title: string
  /** How often by default; fewer times where it takes long to be noticed. */
  readonly rounds: number
  readonly inject: () => void | Promise<void>
  /** Puts all right again, once the run has ended. */
  readonly heal?: () => void | Promise<void>
  /** Whether the run gets over it; else the host is unreachable. */
  readonly recovers: boolean
  /** Whether not even a command that is under way takes notice. */
  readonly isUnnoticed?: boolean
  /** Seconds in which the run has ended, on a busy machine. */
  readonly bound: number
}

let box: FaultHost
let other: FaultHost
let link: Link
/** One in which ssh connects by itself, and one in which it is led to the link by a ProxyCommand. */
const sites: Site[] = []
let stopped: number[] = []

const COMMAND = [
  { copy: { content: 'before\n', dest: '{{tree}}/before' } },
  {
    shell:
      'echo x >>{{tree}}/count; while test -e {{tree}}/hold; do sleep 0.05; done; echo x >>{{tree}}/ended',
  },
  { copy: { content: 'after\n', dest: '{{tree}}/after' } },
]

test.before(async () => {
  box = await openHost()
  other = await openHost()
  link = await openLink(box.port)
  box.isAlsoAt(link.port)
  const proxy = `ProxyCommand=${process.execPath} ${join(import.meta.dirname, 'through.mjs')} %p`
  for (const sshArgs of [[], ['-o', proxy]]) {
    const targets = { box: box.target({ port: link.port, sshArgs }), other: other.target() }
    sites.push(await openSite(targets, { 'command.yml': COMMAND }))
  }
})
test.after(async () => {
  for (const site of sites) site.close()
  await link?.close()
  await box?.close()
  await other?.close()
})

/** Stops processes; `thaw` lets them go on. */
function freeze(pids: readonly number[]): void {
  stopped = [...pids]
  for (const pid of stopped) signalTo(pid, 'SIGSTOP')
}
const thaw = (): void => {
  for (const pid of stopped) signalTo(pid, 'SIGCONT')
}
const kill = (pids: readonly number[]): void => {
  for (const pid of pids) signalTo(pid, 'SIGKILL')
}
const refuseKeys = (): void => renameSync(box.keysFile, `${box.keysFile}.away`)
const acceptKeys = (): void => renameSync(`${box.keysFile}.away`, box.keysFile)
const silentFor = async (seconds: number): Promise<void> => {
  await link.become('silent')
  await delay(seconds * 1000)
  await link.become('up')
}

const INJECTIONS: readonly Injection[] = [
  {
    title: 'kill -9 of the login',
    rounds: 20,
    inject: () => kill(box.logins()),
    recovers: true,
    bound: 60,
  },
  {
    title: 'kill -9 of the remote shell',
    rounds: 20,
    inject: () => kill(box.shells()),
    recovers: true,
    bound: 60,
  },
  {
    title: 'kill -9 of everything that runs on the host, at once',
    rounds: 20,
    inject: () => kill([...box.programs(), ...box.logins()]),
    recovers: true,
    bound: 60,
  },
  {
    title: 'SIGSTOP of the remote shell',
    rounds: 3,
    inject: () => freeze(box.shells()),
    heal: thaw,
    recovers: true,
    bound: 120,
  },
  {
    title: 'SIGSTOP of the login',
    rounds: 3,
    inject: () => freeze(box.logins()),
    heal: thaw,
    recovers: true,
    bound: 120,
  },
  { title: 'the link is cut once', rounds: 20, inject: () => link.cut(), recovers: true, bound: 60 },
  {
    title: 'the link is silent for 5 s',
    rounds: 5,
    inject: () => silentFor(5),
    recovers: true,
    isUnnoticed: true,
    bound: 60,
  },
  {
    title: 'the link is silent for 30 s',
    rounds: 3,
    inject: () => silentFor(30),
    recovers: true,
    bound: 120,
  },
  {
    title: 'the link is silent for good',
    rounds: 2,
    inject: () => link.become('silent'),
    heal: () => link.become('up'),
    recovers: false,
    bound: 240,
  },
  {
    title: 'the link is down for good, and refuses',
    rounds: 3,
    inject: () => link.become('refusing'),
    heal: () => link.become('up'),
    recovers: false,
    bound: 120,
  },
  {
    title: 'the link is down for good, and resets',
    rounds: 2,
    inject: () => link.become('resetting'),
    heal: () => link.become('up'),
    recovers: false,
    bound: 240,
  },
  {
    title: 'sshd is stopped together with everything that it serves, and is back 2 s later',
    rounds: 10,
    inject: async () => {
      await box.stop()
      await delay(2000)
      await box.start()
    },
    recovers: true,
    bound: 60,
  },
  {
    title: 'the login is killed, and refused from then on',
    rounds: 10,
    inject: () => {
      refuseKeys()
      kill(box.logins())
    },
    heal: acceptKeys,
    recovers: false,
    bound: 60,
  },
]

for (const injection of INJECTIONS) {
  const { title, rounds, recovers, bound } = injection

  fault(`${title}, in a play of states`, rounds, async ({ random }) => {
    const site = sites[random(2)]!
    site.reset()
    const words = wordsOf(random)
    const run = site.start(['playbook', 'site.yml', '-o', 'ndjson', ...words], { bound })
    await delay(random(Math.round(site.milliseconds)))
    const wasOver = run.isOver()
    const { ended, told } = await harm(injection, run.ended)
    const result = resultOf(ended)
    site.assertWhole()
    assert.is(site.progress('other'), 'new', told)
    if (result === 'done') assert.is(site.progress('box'), 'new', told)
    else if (result === 'never reached') assert.is(site.progress('box'), 'old', told)
    else assert.equal([result, recovers], ['unreachable', false], told)
    await untilQuiet(box)
    if (result === 'done') assert.is(site.progress('box'), 'new', 'what was given up went on later')
    await site.assertConverges(...words)
    return `${result}${wasOver ? ' before' : ''}`
  })

  fault(`${title}, in a command`, rounds, async ({ random, took }) => {
    const site = sites[random(2)]!
    site.reset()
    const tree = site.treeOf('box')
    const isHeld = random(2) === 0
    if (isHeld) writeFileSync(join(tree, 'hold'), '')
    const run = site.start(['playbook', 'command.yml', '-o', 'ndjson', ...wordsOf(random)], { bound })
    if (isHeld) await until('the command runs', () => existsSync(join(tree, 'count')))
    else await delay(random(1200))
    const release = (): void => rmSync(join(tree, 'hold'), { force: true })
    const began = performance.now()
    const { ended, told } = await harm(injection, run.ended, injection.isUnnoticed ? release : undefined)
    if (isHeld && !injection.isUnnoticed) took(performance.now() - began)
    release()
    await untilQuiet(box)
    const result = resultOf(ended)
    assert.is(lines(site.treeOf('other'), 'ended'), 1, told)
    assert.ok(existsSync(join(site.treeOf('other'), 'after')), told)
    assert.is(existsSync(join(tree, 'after')), result === 'done', told)
    assert.ok(lines(tree, 'count') <= 1, `the command ran twice\n${told}`)
    if (result === 'done') assert.is(lines(tree, 'ended'), 1, told)
    if (isHeld) assert.is(result, injection.isUnnoticed ? 'done' : 'unknown', told)
    if (result === 'unknown') await assertNotRepeated(site, tree)
    if (result === 'never reached') assert.is(lines(tree, 'count'), 0, told)
    assert.ok(result !== 'unreachable' || !recovers, told)
    return `${result}${isHeld ? ' in the command' : ''}`
  })
}

/** New connections as often as kept ones. */
function wordsOf(random: Round['random']): string[] {
  return random(2) === 0 ? ['--no-persist'] : []
}

/** Does it, waits for the run's end, and puts all right again. */
async function harm(
  { inject, heal = () => {} }: Injection,
  running: Promise<Ended>,
  afterwards: () => void = () => {},
): Promise<{ ended: Ended; told: string }> {
  try {
    await inject()
    afterwards()
    const ended = await running
    return { ended, told: `${ended.end} after ${Math.round(ended.milliseconds)} ms\n${ended.output}` }
  } finally {
    await heal()
  }
}

/** What the run made of the host `box`; the host `other` must have no trouble, and the exit code must tell both. */
function resultOf({ end, output }: Ended): 'done' | 'never reached' | 'unreachable' | 'unknown' {
  const { box: tally, other: untouched } = talliesOf(output)
  assert.ok(tally && untouched, `the run did not come to its end: ${end}\n${output}`)
  assert.equal([untouched?.failed, untouched?.unreachable], [0, 0], output)
  if (tally?.unreachable) {
    assert.is(end, 4, output)
    // Who has not been there once is not waited for.
    return tally.ok + tally.changed === 0 ? 'never reached' : 'unreachable'
  }
  if (!tally?.failed) {
    assert.is(end, 0, output)
    return 'done'
  }
  assert.is(end, 2, output)
  assert.match(output, /the outcome is unknown: box/)
  return 'unknown'
}

/** When the run is taken up, what nobody knows the outcome of is not done again by itself. */
async function assertNotRepeated(site: Site, tree: string): Promise<void> {
  const before = lines(tree, 'count')
  const { end, output } = await site.start(['resume', '--lock-wait', '30']).ended
  assert.is(end, 2, output)
  assert.match(output, /not repeated/)
  assert.is(lines(tree, 'count'), before, output)
}

function lines(folder: string, name: string): number {
  const file = join(folder, name)
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0
}

test.run()
