import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '../..')
const settings = parse(readFileSync(join(ROOT, 'inventory/group_vars/etcd.yml'), 'utf8'), {
  logLevel: 'error',
}) as object
const flags = Object.entries(settings).flatMap(([name, value]) => (typeof value === 'boolean' ? [name] : []))

test('conditions on boolean settings of the site use `bool`, because `-e name=true` gives text', () => {
  assert.ok(flags.length > 5, flags.join())
  const conditions = readdirSync(join(ROOT, 'playbooks')).flatMap(name =>
    readFileSync(join(ROOT, 'playbooks', name), 'utf8')
      .split('\n')
      .filter(line => /^\s+when: /.test(line))
      .map(line => ({ name, line })),
  )
  const bare = conditions.filter(({ line }) =>
    flags.some(flag => new RegExp(`\\b${flag}\\b`).test(line.replaceAll(`bool(${flag})`, ''))),
  )
  assert.equal(bare, [])
  assert.ok(conditions.some(({ line }) => flags.some(flag => line.includes(`bool(${flag})`))))
})

test.run()
