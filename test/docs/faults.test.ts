import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const ROOT = join(import.meta.dirname, '../..')
const text = readFileSync(join(ROOT, 'docs/faults.md'), 'utf8')

test('every file named in docs/faults.md exists', () => {
  const paths = [...text.matchAll(/`((?:test|src)\/[\w/.-]+\.ts)`/g)].map(([, path = '']) => path)
  const names = [...text.matchAll(/\| *(?:[^|]*[ ,])?`([a-z]+(?:-[a-z]+)+|files|signals|steps|power)`/g)].map(
    ([, name]) => `test/faults/${name}.faults.ts`,
  )
  assert.ok(paths.length > 30 && names.length > 20, `${paths.length} ${names.length}`)
  assert.equal(
    [...new Set([...paths, ...names])].filter(path => !existsSync(join(ROOT, path))),
    [],
  )
})

test('each row of the catalogue has its number, a fault, and its test or the reason for having none', () => {
  const [, catalogue = ''] = text.split('## The catalogue')
  const rows = [...catalogue.matchAll(/^\| (\d+) \| (.+) \| (.+) \|$/gm)].map(([, nr]) => Number(nr))
  assert.equal(
    rows,
    Array.from({ length: 60 }, (_, nr) => nr + 1),
  )
})

test.run()
