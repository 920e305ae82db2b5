import { mock } from 'node:test'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startHeartbeat } from '../../src/report/heartbeat.ts'
import { reportLines } from '../../src/report/lines.ts'
import { makeStyle } from '../../src/report/style.ts'
import { result, taskEnd, taskStart } from '../kit/events.ts'

test('after each minute without output, a line lists the hosts that are still running', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  try {
    const lines: string[] = []
    const life = startHeartbeat(line => lines.push(line))
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

test('after the end of an interrupted run, no heartbeat line is written', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  try {
    const written: string[] = []
    const style = makeStyle(false)
    const write = (text: string): void => void written.push(text)
    const reporter = reportLines({ write, style, verbosity: 0, showDiff: false })
    reporter.event(taskStart(['a']))
    await reporter.close()
    const before = [...written]
    mock.timers.tick(120_000)
    assert.equal(written, before)
  } finally {
    mock.timers.reset()
  }
})

test.run()
