import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isInterfaceFact, KNOWN_FACTS } from '../../src/remote/facts/known.ts'

test('docs/values.md lists exactly the known facts', () => {
  const doc = readFileSync('docs/values.md', 'utf8')
  const [, table = ''] = /\n\| facts \| \|\n((?:\|.*\n)+)/.exec(doc) ?? []
  const cells = table.split('\n').map(line => line.split('|')[1] ?? '')
  const listed = new Map<string, string[]>()
  for (const [, name = '', keys = ''] of cells.join(',').matchAll(/`(\w+)`(?: \(([^)]*)\))?/g))
    listed.set(
      name,
      [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => key ?? ''),
    )
  const facts = [...listed].filter(([name]) => KNOWN_FACTS.has(name) || !isInterfaceFact(name))
  assert.equal(
    Object.fromEntries(facts.sort()),
    Object.fromEntries([...KNOWN_FACTS].map(([name, { keys = [] }]) => [name, [...keys]] as const).sort()),
  )
})

test.run()
