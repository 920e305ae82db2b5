import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keepForOf } from '../../../src/engine/variables/control-persist.ts'
import { InputError } from '../../../src/errors.ts'

const ROWS: [setting: unknown, sshArgs: string[], seconds: number][] = [
  [undefined, [], 60],
  [null, [], 60],
  [300, [], 300],
  ['90', [], 90],
  ['10m', [], 600],
  ['1h30m', [], 5400],
  ['1m30', [], 90],
  [false, [], 0],
  ['no', [], 0],
  [0, [], 0],
  [true, [], 60],
  // Settings carried over from Ansible.
  [undefined, ['-C', '-o', 'ControlMaster=auto', '-o', 'ControlPersist=30m'], 1800],
  [undefined, ['-oControlPersist=5s'], 5],
  [undefined, ['-o', 'controlpersist 120'], 120],
  [undefined, ['-o', 'ControlPersist=no'], 0],
  [undefined, ['-o', 'ControlPersist=yes'], Number.POSITIVE_INFINITY],
  [undefined, ['-o', 'ControlPersist=0'], Number.POSITIVE_INFINITY],
  [undefined, ['-o', 'ControlMaster=no', '-o', 'ControlPersist=60s'], 0],
  [120, ['-o', 'ControlPersist=30m'], 120],
]

for (const [setting, sshArgs, seconds] of ROWS) {
  test(`control_persist ${JSON.stringify(setting)} with ssh_args ${JSON.stringify(sshArgs)}: ${seconds} s`, () => {
    assert.is(keepForOf('web1', setting, sshArgs), seconds)
  })
}

test('an invalid time is refused with the valid forms', () => {
  for (const setting of ['soon', '10 minutes', -1, '']) {
    try {
      keepForOf('web1', setting, [])
      assert.unreachable()
    } catch (error) {
      assert.instance(error, InputError)
      assert.is((error as Error).message, `\`control_persist\` of web1 must be a time, got \`${setting}\``)
    }
  }
})

test.run()
