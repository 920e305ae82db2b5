import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import sysctl from '../../../tasks/system/sysctl.ts'
import { contractRows } from '../../kit/rows.ts'

contractRows('sysctl', sysctl, [
  {
    title: 'writes a setting to a new file, without loading it',
    params: { name: 'vm.swappiness', value: '5', sysctl_file: `@/a 'ü' $(id).conf`, reload: false },
    expects: 'plan',
    verify: root => assert.is(readFileSync(`${root}/a 'ü' $(id).conf`, 'utf8'), 'vm.swappiness=5\n'),
  },
  {
    title: 'replaces a setting, keeps the rest byte for byte, and finds the value of the kernel',
    params: { name: 'kernel.core_pattern', value: `|/x '$(id)' "%p"`, sysctl_file: '@/s', reload: 'no' },
    expects: 'plan',
    prepare: root =>
      writeFileSync(`${root}/s`, Buffer.from('# \xff\nkernel.core_pattern = core\na.b = 2', 'latin1')),
    verify: root =>
      assert.is(
        readFileSync(`${root}/s`, 'latin1'),
        `# \xff\nkernel.core_pattern=|/x '$(id)' "%p"\na.b = 2\n`,
      ),
  },
  {
    title: 'finds the value of the running kernel in sync',
    params: { name: 'kernel.ostype', value: 'Linux', sysctl_file: '@/s' },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/s`, 'kernel.ostype = Linux\n'),
  },
])

test.run()
