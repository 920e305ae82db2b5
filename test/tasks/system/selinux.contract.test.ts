import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import selinux from '../../../tasks/system/selinux.ts'
import { contractRows } from '../../kit/rows.ts'

contractRows('selinux', selinux, [
  {
    title: 'disables SELinux in its configuration file, and keeps other lines',
    params: { state: 'disabled', conf: '@/it\'s "a" file' },
    expects: 'plan',
    prepare: root =>
      writeFileSync(`${root}/it's "a" file`, '# SELINUX=\n SELINUX=x\nSELINUX=enforcing\nSELINUXTYPE=mls'),
    verify: root =>
      assert.is(
        readFileSync(`${root}/it's "a" file`, 'utf8'),
        '# SELINUX=\n SELINUX=x\nSELINUX=disabled\nSELINUXTYPE=mls\n',
      ),
  },
])

test.run()
