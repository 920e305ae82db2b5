import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import raw from '../../../tasks/commands/raw.ts'
import { contractRows } from '../../kit/rows.ts'

contractRows('raw', raw, [
  {
    title: 'runs a command line with quotes, line breaks and unicode as it is',
    params: { cmd: `cd '@' && printf '%s\n' "it's" é\nprintf '%s' "\${0##*/}" >f` },
    expects: 'plan',
    verify: root => assert.is(readFileSync(`${root}/f`, 'utf8'), 'sh'),
  },
])

test.run()
