import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reportNdjson } from '../../src/report/ndjson.ts'
import { result, runEnd } from '../kit/events.ts'

test('each event is one line of JSON, whatever its texts hold, and comes back as it was', () => {
  const texts = ['a\nb\r', '\u001b[2J', '\u009b\u202e\u2028', '"\\', '\ud800', '日本']
  const events = [...texts.map(message => result('node1', { message })), runEnd({ node1: { ok: 3 } })]
  let written = ''
  const reporter = reportNdjson(text => {
    written += text
  })
  for (const event of events) reporter.event(event)
  const lines = written.split('\n')
  assert.is(lines.pop(), '')
  assert.equal(
    lines.map(line => JSON.parse(line)),
    events,
  )
  assert.not.match(written, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/)
})

test.run()
