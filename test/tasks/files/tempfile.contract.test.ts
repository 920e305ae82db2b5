import { lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import tempfile from '../../../tasks/files/tempfile.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c)\n é`

contractRows('tempfile', tempfile, [
  {
    title: 'creates a file with an odd name that only its owner can read',
    params: { path: `@/${NAME}`, prefix: NAME, suffix: NAME },
    expects: 'plan',
    prepare: root => mkdirSync(`${root}/${NAME}`),
    verify: root => {
      const made = readdirSync(`${root}/${NAME}`)
      assert.ok(made.length > 0 && made.every(name => name.startsWith(NAME) && name.endsWith(NAME)))
      const states = made.map(name => lstatSync(`${root}/${NAME}/${name}`))
      assert.ok(states.every(state => state.isFile() && (state.mode & 0o777) === 0o600 && state.size === 0))
    },
  },
  {
    title: 'creates a directory that only its owner can enter',
    params: { path: '@', state: 'directory' },
    expects: 'plan',
    verify: root => {
      const made = readdirSync(root)
      assert.ok(made.length > 0 && made.every(name => /^ansible\.[\w-]{8}$/.test(name)))
      assert.ok(made.every(name => (lstatSync(`${root}/${name}`).mode & 0o777) === 0o700))
    },
  },
])

test.run()
