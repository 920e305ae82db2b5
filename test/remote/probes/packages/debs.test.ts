import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDebs } from '../../../../src/remote/probes/packages/debs.ts'

const DEBS = `amd64
ii |7.88.1-10+deb12u5|curl|amd64
rc |1.0|gone|all
hi |1.0|held|amd64
ii |2.36|libc6|amd64
ii |2.35|libc6|i386
@@
curl:
  Installed: 7.88.1-10+deb12u5
  Candidate: 7.88.1-10+deb12u7
  Version table:
     7.88.1-10+deb12u7 500
gone:
  Installed: (none)
  Candidate: (none)
held:
  Candidate: 2.0
libc6:i386:
  Candidate: 2.35
awk:
  Candidate: (none)
@@ 0
ii |mawk|awk, other (= 1)
ii |awkward|awkish`

test('output of dpkg and apt is parsed', () => {
  assert.equal(Object.fromEntries(parseDebs(DEBS, ['curl', 'gone', 'held', 'awk', 'libc6:i386', 'none'])), {
    curl: {
      installed: '7.88.1-10+deb12u5',
      candidate: '7.88.1-10+deb12u7',
      isUnheard: false,
      isHeld: false,
      providers: [],
      remains: '',
    },
    gone: {
      ...{ installed: null, candidate: null, isUnheard: false, isHeld: false, providers: [] },
      remains: 'config-files',
    },
    held: { installed: '1.0', candidate: '2.0', isUnheard: false, isHeld: true, providers: [], remains: '' },
    awk: {
      installed: null,
      candidate: null,
      isUnheard: false,
      isHeld: false,
      providers: ['mawk'],
      remains: '',
    },
    'libc6:i386': {
      installed: '2.35',
      candidate: '2.35',
      isUnheard: false,
      isHeld: false,
      providers: [],
      remains: '',
    },
    none: { installed: null, candidate: null, isUnheard: true, isHeld: false, providers: [], remains: '' },
  })
})

test('if apt does not report an installed package, its newest version is unknown', () => {
  const { curl, none } = Object.fromEntries(
    parseDebs('amd64\nii |7.88|curl|amd64\n@@\n@@\n', ['curl', 'none']),
  )
  assert.equal(curl, {
    installed: '7.88',
    candidate: undefined,
    isUnheard: false,
    isHeld: false,
    providers: [],
    remains: '',
  })
  assert.equal(none, {
    installed: null,
    candidate: null,
    isUnheard: false,
    isHeld: false,
    providers: [],
    remains: '',
  })
})

/** A status of dpkg-query, the installed version that it means, and what else remains of the package. */
const STATUSES: readonly (readonly [status: string, installed: string | null, remains: string])[] = [
  ['ii ', '1', ''],
  ['hi ', '1', ''],
  // Marked for removal, but still installed.
  ['ri ', '1', ''],
  ['rc ', null, 'config-files'],
  ['pn ', null, ''],
  ['un ', null, ''],
  ['iU ', null, 'unpacked'],
  ['iF ', null, 'half-configured'],
  ['iH ', null, 'half-installed'],
  ['iW ', null, 'triggers-awaiting'],
  ['it ', null, 'triggers-pending'],
  ['iiR', null, 'reinst-required'],
]

for (const [status, installed, remains] of STATUSES) {
  test(`a package with the dpkg status \`${status}\``, () => {
    const found = parseDebs(`amd64\n${status}|1|app|amd64\n@@\n@@\n`, ['app']).get('app')
    assert.equal([found?.installed, found?.remains], [installed, remains])
  })
}

test.run()
