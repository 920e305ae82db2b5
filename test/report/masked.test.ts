import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../src/engine/events.ts'
import { masked } from '../../src/report/masked.ts'
import { Masks, Secret } from '../../src/values/secret.ts'
import { result } from '../kit/events.ts'

test('a secret is masked wherever an event holds it: texts, lists, fields, keys, diffs', () => {
  const masks = new Masks()
  masks.add('hunter22')
  const events: RunEvent[] = []
  const reporter = masked({ event: event => events.push(event), close: async () => {} }, text =>
    masks.mask(text),
  )
  reporter.event(
    result('node1', {
      message: 'wrong: hunter22',
      hint: 'not hunter22',
      item: 'hunter22',
      outputs: {
        lines: ['a', 'hunter22'],
        hunter22: 1,
        secret: new Secret('other') as never,
        json: '{"p":"hunter22"}',
        base64: Buffer.from('user:hunter22').toString('base64'),
        count: 3,
        none: null,
      },
      changes: [{ resource: 'file:/x', action: 'update', text: { before: '', after: 'p=hunter22' } }],
    }),
  )
  assert.not.match(JSON.stringify(events), 'hunter22')
  assert.not.match(JSON.stringify(events), Buffer.from('hunter22').toString('base64').slice(1, 8))
  const [event] = events
  assert.is(event?.type === 'task.result' && event.message, 'wrong: ***')
  const outputs = event?.type === 'task.result' ? event.outputs : {}
  assert.equal(outputs.lines, ['a', '***'])
  assert.is(outputs.secret, '***')
  assert.is(outputs.count, 3)
  assert.is(outputs.none, null)
})

test.run()
