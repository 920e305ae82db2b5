import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import kernelBlacklist from '../../../tasks/system/kernel_blacklist.ts'
import { contractRows } from '../../kit/rows.ts'

contractRows('kernel_blacklist', kernelBlacklist, [
  {
    title: 'adds a module and keeps other lines byte for byte',
    params: { name: 'nouveau', blacklist_file: '@/b' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/b`, Buffer.from('# \xff\n', 'latin1')),
    verify: root => assert.is(readFileSync(`${root}/b`, 'latin1'), '# \xff\nblacklist nouveau\n'),
  },
])

test.run()
