import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sourcesIn } from '../../../lab/base/sources.ts'

const targets = [
  'Debian\thttp://mirror.test/debian\tbookworm-updates\tmain',
  'Debian\thttp://mirror.test/debian\tbookworm\tmain',
  'Debian\thttp://mirror.test/debian\tbookworm\tmain',
  'Debian\thttp://mirror.test/security\tbookworm-security\tmain',
  'Somebody\thttps://other.test\tnodistro\tmain',
  '',
].join('\n')

test("only Debian's sources are used, each once, with their release", () => {
  assert.equal(sourcesIn(targets), {
    codename: 'bookworm',
    lines: [
      'deb http://mirror.test/debian bookworm main',
      'deb http://mirror.test/debian bookworm-updates main',
      'deb http://mirror.test/security bookworm-security main',
    ],
  })
})

test.run()
