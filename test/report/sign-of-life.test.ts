import { mock } from 'node:test'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { signOfLife } from '../../src/report/sign-of-life.ts'
import { result, taskEnd, taskStart } from '../kit/events.ts'

test('after each minute in which nothing was written, a line names the hosts that still work', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  try {
    const lines: string[] = []
    const life = signOfLife(line => lines.push(line))
    life.event(taskStart(['a', 'b', 'c', 'd', 'e']))
    life.event(result('b'))
    life.event({ ...result('a'), type: 'task.pending', waitsFor: 'port 80 to open', limit: 300 })
    mock.timers.tick(59_000)
    life.wrote()
    mock.timers.tick(59_000)
    assert.equal(lines, [])
    mock.timers.tick(1000)
    assert.equal(lines, [
      'still running after 119 s: a (waits for port 80 to open, for 119 s of at most 300 s), c, d, and 1 more',
    ])
    mock.timers.tick(60_000)
    assert.is(lines.length, 2)
    life.event(taskEnd())
    mock.timers.tick(120_000)
    assert.is(lines.length, 2)
  } finally {
    mock.timers.reset()
  }
})

test.run()
