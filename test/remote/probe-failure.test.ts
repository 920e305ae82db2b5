import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { probeFailure } from '../../src/remote/probe-failure.ts'

const HINTS: readonly (readonly [stderr: string, hint: string])[] = [
  ['cp: cannot open: Permission denied', 'does the task need `become`?'],
  [
    'sysctl: permission denied on key "net.core.somaxconn"',
    'only root may set it; in a container, `/proc/sys` may be mounted read-only',
  ],
]

for (const [stderr, hint] of HINTS)
  test(`the hint for \`${stderr}\``, () => {
    const answer = { status: 1, stdout: Buffer.alloc(0), stderr: Buffer.from(stderr) }
    assert.is(probeFailure('change', answer).hint, hint)
  })

test.run()
