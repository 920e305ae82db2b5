import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import type { RunEvent } from '../../src/engine/state/events.ts'
import { masked } from '../../src/report/masked.ts'
import { Masks, Secret } from '../../src/values/secret.ts'
import { result } from '../kit/events.ts'

test('a secret of digits is also masked as a number, but counts of the run are not', () => {
  const masks = new Masks()
  masks.add('90817263')
  const events: RunEvent[] = []
  const reporter = masked({ event: event => events.push(event), close: async () => {} }, text =>
    masks.mask(text),
  )
  reporter.event(
    result('node1', {
      milliseconds: 90817263,
      outputs: { pin: 90817263, float: new Float(90817263), count: 3 },
    }),
  )
  const [{ milliseconds, outputs } = {} as never] = events as unknown as Record<string, unknown>[]
  assert.is(milliseconds, 90817263)
  assert.equal(outputs, { pin: '***', float: '***', count: 3 })
})

test('a secret is masked in one of 1,000 lines', () => {
  const masks = new Masks()
  masks.add('hunter22')
  const seen: unknown[] = []
  const reporter = masked({ event: event => seen.push(event), close: async () => {} }, text =>
    masks.mask(text),
  )
  const lines = Array.from({ length: 1000 }, (_, number) =>
    number === 700 ? 'p=hunter22' : `line ${number}`,
  )
  reporter.event(result('node1', { outputs: { lines } }))
  reporter.event(result('node1', { outputs: { lines: lines.slice(0, 600) } }))
  const [first, second] = (seen as { outputs: { lines: string[] } }[]).map(({ outputs }) => outputs.lines)
  assert.is(first?.[700], 'p=***')
  assert.is(first?.[999], 'line 999')
  assert.is(second?.length, 600)
})

test('a secret is masked everywhere in an event: texts, lists, fields, keys, diffs', () => {
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

test('the diff of a changed secret shows neither the old nor the new value', () => {
  const shown: unknown[] = []
  const reporter = masked({ event: event => shown.push(event), close: async () => {} }, text =>
    text.replaceAll('new-secret', '***'),
  )
  const texts: [string, string][] = [
    ['user=a\npassword=old-secret\nport=1\n', 'user=a\npassword=new-secret\nport=1\n'],
    ['password=new-secret\nport=1\n', 'password=new-secret\nport=2\n'],
  ]
  const changes = texts.map(([before, after]) => ({
    resource: 'file:/x',
    action: 'update',
    text: { before, after },
  }))
  reporter.event({ type: 'task.result', changes } as never)
  const [{ changes: seen }] = shown as [{ changes: { text: object }[] }]
  assert.equal(
    seen.map(({ text }) => text),
    [
      { before: 'user=a\n***\nport=1\n', after: 'user=a\npassword=***\nport=1\n' },
      { before: 'password=***\nport=1\n', after: 'password=***\nport=2\n' },
    ],
  )
})

test.run()
