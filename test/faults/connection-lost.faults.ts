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

/** A fault of the host `box` or of the link to it, while the host `other` works. */
interface Injection {
  readonly title: string
  /** The default number of rounds; fewer if Drover takes long to notice the fault. */
  readonly rounds: number
  readonly inject: () => void | Promise<void>
  /** Ends the fault after the run. */
  readonly heal?: () => void | Promise<void>
  /** Whether the run recovers; otherwise the host is unreachable. */
  readonly recovers: boolean
  /** Whether not even a running command is affected. */
  readonly isUnnoticed?: boolean
  /** The time limit of a run in seconds, on a busy machine. */
  readonly bound: number
}

let box: FaultHost
let other: FaultHost
let link: Link
/** One project in which ssh connects directly, and one in which a ProxyCommand leads it over the link. */
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

/** Stops processes; `thaw` continues them. */
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
    title: 'kill -9 of all processes on the host at once',
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
    title: 'the link stays silent',
    rounds: 2,
    inject: () => link.become('silent'),
    heal: () => link.become('up'),
    recovers: false,
    bound: 240,
  },
  {
    title: 'the link stays down and refuses connections',
    rounds: 3,
    inject: () => link.become('refusing'),
    heal: () => link.become('up'),
    recovers: false,
    bound: 120,
  },
  {
    title: 'the link stays down and resets connections',
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
    title: 'the login is killed, and later logins are refused',
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

  fault(`${title}, in a play that describes states`, rounds, async ({ random }) => {
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

  fault(`${title}, during a command`, rounds, async ({ random, took }) => {
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

/** Half of the rounds without persistent connections. */
function wordsOf(random: Round['random']): string[] {
  return random(2) === 0 ? ['--no-persist'] : []
}

/** Injects the fault, waits for the end of the run, and ends the fault. */
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

/**
 * The result of the run on the host `box`; asserts that `other` had no trouble and that the exit code is
 * right.
 */
function resultOf({ end, output }: Ended): 'done' | 'never reached' | 'unreachable' | 'unknown' {
  const { box: tally, other: untouched } = talliesOf(output)
  assert.ok(tally && untouched, `the run did not come to its end: ${end}\n${output}`)
  assert.equal([untouched?.failed, untouched?.unreachable], [0, 0], output)
  if (tally?.unreachable) {
    assert.is(end, 4, output)
    // A host that has never answered is not waited for.
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

/** Asserts that `run resume` does not repeat a command whose outcome is unknown. */
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
