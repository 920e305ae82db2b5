import { homedir } from 'node:os'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expandHome } from '../../src/base/expand-home.ts'

const ROWS: readonly (readonly [path: string, expanded: string])[] = [
  ['~', homedir()],
  ['~/.ssh/known_hosts', `${homedir()}/.ssh/known_hosts`],
  ['~web/file', '~web/file'],
  ['~.bak', '~.bak'],
  ['/srv/~/file', '/srv/~/file'],
  ['file', 'file'],
  ['', ''],
]

for (const [path, expanded] of ROWS)
  test(`a leading ~ is replaced by the home folder: ${path}`, () => {
    assert.is(expandHome(path), expanded)
  })

test.run()
