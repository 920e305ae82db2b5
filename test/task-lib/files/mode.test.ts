import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { resolveMode } from '../../../src/task-lib/files/mode.ts'

const ROWS: readonly (readonly [wanted: string, mode: string, isDirectory: boolean, expected: string])[] = [
  ['0644', '0755', false, '0644'],
  ['u=rw,g=r,o=', '0777', false, '0640'],
  ['u+x', '0644', false, '0744'],
  ['a-w', '0666', false, '0444'],
  ['go-rwx', '0755', true, '0700'],
  ['u=rwX,g=rX,o=rX', '0600', false, '0644'],
  ['u=rwX,g=rX,o=rX', '0600', true, '0755'],
  ['a+X', '0744', false, '0755'],
  ['a+X', '0644', false, '0644'],
  ['+x', '0644', false, '0755'],
  ['+w', '0444', false, '0644'],
  ['=r', '0777', false, '0444'],
  ['g=u', '0640', false, '0660'],
  ['o=g', '0750', false, '0755'],
  ['g=u-w', '0750', false, '0750'],
  ['u+s', '0755', false, '4755'],
  ['g+s', '0755', true, '2755'],
  ['g=rx', '2775', true, '2755'],
  ['g=rx', '2775', false, '0755'],
  ['+t', '0777', true, '1777'],
  ['o-t', '1777', true, '0777'],
  ['ug+s', '0755', false, '6755'],
  ['u=rwx,u-x', '0000', false, '0600'],
]

for (const [wanted, mode, isDirectory, expected] of ROWS) {
  test(`${wanted} on ${isDirectory ? 'a directory' : 'a file'} of mode ${mode} is ${expected}`, () => {
    assert.is(resolveMode(wanted, { mode, isDirectory }), expected)
  })
}

test.run()
