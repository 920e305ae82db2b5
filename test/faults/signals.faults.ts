import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '../kit/sshd.ts'
import { untilGone } from './controller.ts'
import { fault } from './fault.ts'
import { type FaultHost, openHost, untilQuiet } from './host.ts'
import { openSite, type Site, talliesOf } from './site.ts'

const HELD =
  'echo x >>{{tree}}/count; while test -e {{tree}}/hold; do sleep 0.05; done; echo x >>{{tree}}/ended'
const NEXT = 'echo x >>{{tree}}/next'

let host: FaultHost
let site: Site
test.before(async () => {
  host = await openHost()
  site = await openSite({ box: host.target() }, { 'held.yml': [{ shell: HELD }, { shell: NEXT }] })
})
test.after(async () => {
  site?.close()
  await host?.close()
})

/** A signal, its exit code, and whether it is sent a second time. */
const SIGNALS: readonly (readonly [NodeJS.Signals, number, 'once' | 'twice'])[] = [
  ['SIGINT', 130, 'once'],
  ['SIGINT', 130, 'twice'],
  ['SIGTERM', 143, 'once'],
  ['SIGTERM', 143, 'twice'],
  ['SIGHUP', 129, 'once'],
]

for (const [signal, code, often] of SIGNALS) {
  fault(`${signal} ${often}`, 20, async ({ random }) => {
    site.reset()
    const words = random(2) === 0 ? ['--no-persist'] : []
    const run = site.start(['playbook', 'site.yml', '-o', 'ndjson', ...words], { bound: 60 })
    await delay(random(Math.round(site.milliseconds)))
    run.kill(signal)
    if (often === 'twice') {
      // Sooner, it would count as the same signal.
      await delay(310 + random(200))
      run.kill(signal)
    }
    const { end, output } = await run.ended
    site.assertWhole()
    const progress = site.progress('box')
    const tally = talliesOf(output).box
    if (end === 0) assert.is(progress, 'new', output)
    else if (end === signal) assert.is(progress, 'old', `it had not begun to listen\n${output}`)
    else {
      assert.is(end, code, output)
      assert.match(output, /stopping after the running tasks/)
      if (tally) assert.equal([tally.failed, tally.unreachable], [0, 0], output)
      if (often === 'once') assert.ok(tally, `it was not brought to its end\n${output}`)
      if (progress === 'between') assert.match(output, /to resume: run resume \S+/)
    }
    await untilQuiet(host)
    await untilGone(`FAULTS=${site.folder}`)
    if (end === code && /run resume/.test(output)) {
      const resumed = await site.start(['resume', '--lock-wait', '30', '-o', 'ndjson']).ended
      assert.is(resumed.end, 0, resumed.output)
    }
    await site.assertConverges(...words)
    const stopped = tally ? 'came to its end' : 'ended at once'
    const unstopped = end === 0 ? 'was done' : 'too early'
    return `${end === code ? stopped : unstopped}, files ${progress}`
  })
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  fault(`${signal} twice, during a command`, 5, async () => {
    site.reset()
    const tree = site.treeOf('box')
    writeFileSync(join(tree, 'hold'), '')
    const run = site.start(['playbook', 'held.yml'], { bound: 60 })
    await until('the command runs', () => existsSync(join(tree, 'count')))
    run.kill(signal)
    await delay(400)
    assert.not(run.isOver(), 'it did not wait for the task')
    run.kill(signal)
    const { end, output } = await run.ended
    assert.is(end, code, output)
    assert.match(output, /these tasks were interrupted, and their outcome is unknown:\n {2}box: /)
    assert.match(output, /to resume: run resume \S+/)
    // The running command continues, no later one starts, and it is not started again.
    rmSync(join(tree, 'hold'))
    await untilQuiet(host)
    const resumed = await site.start(['resume', '--lock-wait', '30']).ended
    assert.is(resumed.end, 2, resumed.output)
    assert.match(resumed.output, /not repeated/)
    assert.equal(
      ['count', 'ended', 'next'].map(
        name => existsSync(join(tree, name)) && readFileSync(join(tree, name), 'utf8'),
      ),
      ['x\n', 'x\n', false],
    )
    return 'ended at once, and told of it'
  })
}

test.run()
