import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const RUN = join(import.meta.dirname, 'faults/run.ts')

/** Those that are over soon, a round each: their file, and what is in the titles of the rows. */
const SLICE: readonly (readonly [file: string, row: string])[] = [
  ['controller-killed', 'over a kept connection'],
  ['connection-lost', 'kill -9 of the login, in a command'],
  ['signals', 'SIGTERM once'],
  ['controller-disk', 'is read-only'],
]

for (const [file, row] of SLICE) {
  test(`of the faults of ${file}: ${row}`, () => {
    const words = [file, '--row', row, '--rounds', '1', '--seed', '3']
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', RUN, ...words], {
      encoding: 'utf8',
      timeout: 120_000,
    })
    assert.is(status, 0, stdout + stderr)
    assert.match(stdout, /\n[1-9]\d* passed, 0 failed\n$/)
  })
}

test.run()
