import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { reportNdjson } from '../../src/report/ndjson.ts'
import { result, runEnd } from '../kit/events.ts'

test('each event is one line of JSON, whatever its texts contain, and parses to the same event', async () => {
  const texts = ['a\nb\r', '\u001b[2J', '\u009b\u202e\u2028', '"\\', '\ud800', '日本']
  const events = [...texts.map(message => result('node1', { message })), runEnd({ node1: { ok: 3 } })]
  let written = ''
  let writes = 0
  const reporter = reportNdjson(text => {
    written += text
    writes += 1
  })
  for (const event of events) reporter.event(event)
  await Promise.resolve()
  reporter.event(events[0] as never)
  await new Promise(process.nextTick)
  // Events of one turn of the event loop are written together, and before the end.
  assert.is(writes, 1)
  await reporter.close()
  const lines = written.split('\n')
  assert.is(lines.pop(), '')
  assert.equal(
    lines.map(line => JSON.parse(line)),
    [...events, events[0]],
  )
  assert.not.match(written, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/)
})

test('a float is written with its decimal point', async () => {
  let written = ''
  const reporter = reportNdjson(text => {
    written += text
  })
  reporter.event(result('node1', { outputs: { version: new Float(1) } }))
  await reporter.close()
  assert.match(written, '"outputs":{"version":1.0}')
})

test.run()
