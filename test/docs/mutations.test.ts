import { existsSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MUTATIONS } from '../mutations/mutations.ts'

const doc = readFileSync('docs/mutations.md', 'utf8')

test('the code of each safety check occurs exactly once in the sources, and its tests exist', () => {
  const lost = MUTATIONS.filter(({ file, from }) => readFileSync(file, 'utf8').split(from).length !== 2)
  assert.equal(
    lost.map(({ title }) => title),
    [],
  )
  const missing = MUTATIONS.flatMap(({ tests }) => tests).filter(file => !existsSync(file))
  assert.equal(missing, [])
  assert.is(new Set(MUTATIONS.map(({ title }) => title)).size, MUTATIONS.length)
})

test('docs/mutations.md lists exactly the rules of the mutation tests', () => {
  const listed = [...doc.matchAll(/^- (.*)$/gm)].map(([, title]) => title)
  assert.equal(
    listed,
    MUTATIONS.map(({ title }) => title),
  )
})

test.run()
