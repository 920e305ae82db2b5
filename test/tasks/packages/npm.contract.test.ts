import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import npm from '../../../tasks/packages/npm.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(id) é`

/** A project that depends on a package in another directory. */
function prepare(root: string): void {
  const write = (path: string, content: object) => {
    mkdirSync(`${root}/${path}`)
    writeFileSync(`${root}/${path}/package.json`, JSON.stringify(content))
  }
  write('a', { name: 'aa', version: '1.2.3' })
  write(NAME, { name: 'app', version: '1.0.0', dependencies: { aa: 'file:../a' } })
}

contractRows('npm', npm, [
  {
    title: 'installs the dependencies in package.json of a directory with an odd name',
    params: { path: `@/${NAME}` },
    expects: 'plan',
    prepare,
    verify: root =>
      assert.match(readFileSync(`${root}/${NAME}/node_modules/aa/package.json`, 'utf8'), '"version":"1.2.3"'),
  },
])

test.run()
