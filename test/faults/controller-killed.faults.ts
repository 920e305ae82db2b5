import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { untilGone } from './controller.ts'
import { fault } from './fault.ts'
import { type FaultHost, openHost, untilQuiet } from './host.ts'
import { openSite, type Site } from './site.ts'

let host: FaultHost
let site: Site
test.before(async () => {
  host = await openHost()
  site = await openSite({ box: host.target() })
})
test.after(async () => {
  site?.close()
  await host?.close()
})

for (const [how, words] of [
  ['a new connection', ['--no-persist']],
  ['a persistent connection', []],
] as const) {
  fault(`kill -9 of the controller, over ${how}`, 100, async ({ random }) => {
    site.reset()
    const run = site.start(['playbook', 'site.yml', '-o', 'ndjson', ...words])
    await delay(random(Math.round(site.milliseconds * 0.9)))
    run.kill('SIGKILL')
    const { end } = await run.ended
    site.assertWhole()
    const result = end === 0 ? 'it had ended' : `killed with files ${site.progress('box')}`
    const isTakenUp = random(2) === 0 && (await takesUp())
    await site.assertConverges(...words)
    await untilQuiet(host)
    await untilGone(`FAULTS=${site.folder}`)
    return `${result}${isTakenUp ? ', taken up' : ''}`
  })
}

/** Runs `run resume`; false if the run was killed too early to be resumed. */
async function takesUp(): Promise<boolean> {
  const { end, output } = await site.start(['resume', '--lock-wait', '30', '-o', 'ndjson']).ended
  const isTooEarly = /no run was started in this directory|the run \S+ is complete/.test(output)
  if (end === 1 && isTooEarly) return false
  assert.is(end, 0, output)
  return true
}

test.run()
