import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import pamd from '../../../tasks/system/pamd.ts'
import { contractRows } from '../../kit/rows.ts'

contractRows('pamd', pamd, [
  {
    title: 'adds an argument with quotes, keeps other bytes, and writes a backup',
    params: {
      ...{ name: "it's $(id)", path: '@', type: '-session', control: 'optional', module_path: 'pam_exec.so' },
      ...{ state: 'args_present', module_arguments: [`[expose="ü" 'x']`], backup: true },
    },
    expects: 'plan',
    prepare: root =>
      writeFileSync(`${root}/it's $(id)`, Buffer.from('# \xff\n-session optional pam_exec.so a', 'latin1')),
    verify: root => {
      const text = readFileSync(`${root}/it's $(id)`)
      const rule = `-session   optional pam_exec.so a [expose="ü" 'x']\n`
      assert.equal(text, Buffer.concat([Buffer.from('# \xff\n', 'latin1'), Buffer.from(rule)]))
      assert.is(readdirSync(root).length, 2)
    },
  },
])

test.run()
