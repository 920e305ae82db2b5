import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import pamLimits from '../../../tasks/system/pam_limits.ts'
import { contractRows } from '../../kit/rows.ts'

contractRows('pam_limits', pamLimits, [
  {
    title: 'changes a limit and keeps other lines byte for byte',
    params: {
      ...{ domain: 'ä$(id)', limit_type: '-', limit_item: 'nproc', value: '5' },
      ...{ dest: '@/l', comment: `it's "ü"`, backup: true },
    },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/l`, Buffer.from('# \xff\n\xc3\xa4$(id) - nproc 1\n', 'latin1')),
    verify: root =>
      assert.is(
        readFileSync(`${root}/l`, 'latin1'),
        Buffer.from(`\nä$(id)\t-\tnproc\t5\t#it's "ü"\n`).toString('latin1').replace('\n', '# \xff\n'),
      ),
  },
])

test.run()
