import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countTroubled, runEnding } from '../../src/report/run-ending.ts'

test('the end of a run is described by its exit code and the number of hosts', () => {
  const rows: readonly (readonly [exitCode: number, troubled: number, words: string])[] = [
    [0, 0, 'done'],
    [1, 0, 'nothing was run'],
    [2, 1, '1 host failed'],
    [2, 3, '3 hosts failed'],
    [4, 2, '2 hosts unreachable'],
    [6, 2, '2 hosts failed or unreachable'],
    [2, 0, 'exit code 2'],
    [129, 1, 'stopped'],
    [130, 0, 'stopped'],
    [143, 0, 'stopped'],
  ]
  for (const [exitCode, troubled, words] of rows) assert.is(runEnding(exitCode, troubled), words)
})

test('hosts are counted once, and ignored or rescued failures do not count', () => {
  const details = [
    { status: 'ok' },
    { status: 'failed' },
    { status: 'failed', isIgnored: true },
    { status: 'failed', isRescued: true },
    { status: 'unreachable' },
  ] as const
  const tasks = [{ cells: [0, 0, 5, 1, 1, 5, 2, 2, 5] }, { cells: [1, 1, 5, 3, 3, 5, 4, 4, 5] }]
  assert.is(countTroubled({ tasks, details }), 2)
  assert.is(countTroubled({ tasks: [], details }), 0)
})

test.run()
