import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDebs, parseRpms } from '../../../src/host/probes/package.ts'

const DEBS = `@ curl
installed ii |7.88.1-10+deb12u5
policy curl:
policy   Installed: 7.88.1-10+deb12u5
policy   Candidate: 7.88.1-10+deb12u7
@ gone
installed rc |1.0
policy gone:
policy   Installed: (none)
policy   Candidate: (none)
@ held
installed hi |1.0
policy   Candidate: 2.0
@ awk
policy awk:
policy   Candidate: (none)
@@
ii |mawk|awk, other (= 1)
ii |awkward|awkish`

test('packages are read as dpkg and apt show them', () => {
  assert.equal(Object.fromEntries(parseDebs(DEBS)), {
    curl: { installed: '7.88.1-10+deb12u5', candidate: '7.88.1-10+deb12u7', isHeld: false, providers: [] },
    gone: { installed: null, candidate: null, isHeld: false, providers: [] },
    held: { installed: '1.0', candidate: '2.0', isHeld: true, providers: [] },
    awk: { installed: null, candidate: null, isHeld: false, providers: ['mawk'] },
  })
})

test('packages are read as rpm shows them, without an epoch of 0', () => {
  assert.equal(
    Object.fromEntries(
      parseRpms('@ bash\n0:5.1.8-6.el9\n@ vim\n2:8.2-1\n@ none\nno package provides none\n'),
    ),
    {
      bash: ['5.1.8-6.el9'],
      vim: ['2:8.2-1'],
      none: [],
    },
  )
})

test.run()
