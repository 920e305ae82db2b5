import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { packageVersion } from '../../src/base/package.ts'
import { type Frame, greeting } from '../../src/relay/frame.ts'
import { FrameLink } from '../../src/relay/link.ts'
import { serveRelay } from '../../src/relay/serve.ts'
import { scratch } from '../kit/local-session.ts'
import { until } from '../kit/sshd.ts'

const place = scratch()
test.after(() => place.remove())

interface Served {
  readonly link: FrameLink
  readonly frames: Frame[]
  readonly served: Promise<void>
}

/** A relay in this process, and the controller's end of the link. */
function serve(): Served {
  const [toRelay, fromRelay] = [new PassThrough(), new PassThrough()]
  const served = serveRelay(toRelay, fromRelay, () => {})
  fromRelay.read(greeting(packageVersion()).length)
  const frames: Frame[] = []
  const link = new FrameLink(fromRelay, toRelay, {
    frame: frame => frames.push(frame),
    drain: () => {},
    lost: () => {},
  })
  return { link, frames, served }
}

/** An order to start a shell with this script, which gets the shell's words. */
function openOrder(session: number, script: string): Frame {
  const target = {
    ...{ name: 'web1', connection: ['/bin/sh', '-c', script, 'sh'], address: 'web1' },
    ...{ sshArgs: [], connectTimeout: 10 },
  }
  return { type: 'open', session, order: { target, reuse: 'any', unknown: [] } }
}

const endOf = ({ frames }: Served, session: number): Frame | undefined =>
  frames.find(frame => frame.session === session && (frame.type === 'ended' || frame.type === 'refused'))

const within = (seconds: number, promise: Promise<unknown>): Promise<unknown> =>
  Promise.race([promise.then(() => 'in time'), delay(seconds * 1000, 'too late', { ref: false })])

test('a shell that is killed before it starts is not started, and does not keep the relay running', async () => {
  const relay = serve()
  const file = join(place.path, 'started')
  relay.link.send(openOrder(1, `echo >'${file}'`))
  relay.link.send({ type: 'kill', session: 1 })
  await until('the session has ended', () => endOf(relay, 1) !== undefined)
  relay.link.close()
  assert.is(await within(5, relay.served), 'in time')
  assert.not.ok(existsSync(file))
})

test('a relay ends if its controller disconnects while a shell is starting', async () => {
  const relay = serve()
  relay.link.send(openOrder(1, 'exec "$@"'))
  relay.link.close()
  assert.is(await within(5, relay.served), 'in time')
})

test('the end of a program is reported although a background process holds its streams', async () => {
  const relay = serve()
  relay.link.send(openOrder(1, 'sleep 3 & exit 3'))
  await until('the program has ended', () => endOf(relay, 1) !== undefined)
  assert.equal(endOf(relay, 1), { type: 'ended', session: 1, status: 3 })
  relay.link.close()
  assert.is(await within(5, relay.served), 'in time')
})

test.run()
