import { existsSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changeBelow, findMarkers } from '../mutations/markers.ts'
import { MUTATIONS } from '../mutations/mutations.ts'

const MARKERS = findMarkers('.')
const doc = readFileSync('docs/mutations.md', 'utf8')

test('each safety check marked in the sources has one row, and each row one mark', () => {
  assert.equal(MARKERS.map(({ title }) => title).sort(), MUTATIONS.map(({ title }) => title).sort())
})

test('no two safety checks have the same title', () => {
  const titles = MUTATIONS.map(({ title }) => title)
  assert.equal(
    titles.filter((title, nth) => titles.indexOf(title) < nth),
    [],
  )
})

for (const { title, change, tests } of MUTATIONS) {
  test(`the safety check can be removed: ${title}`, () => {
    const file = MARKERS.find(marker => marker.title === title)?.file ?? ''
    const text = readFileSync(file, 'utf8')
    const changed = changeBelow(text, title, change)
    assert.ok(changed !== undefined && changed !== text, `${file}: the statement below the mark is another`)
    assert.equal(
      tests.filter(path => !existsSync(path)),
      [],
    )
  })
}

test('docs/mutations.md lists exactly the rules of the mutation tests', () => {
  const listed = [...doc.matchAll(/^- (.*)$/gm)].map(([, title]) => title)
  assert.equal(
    listed,
    MUTATIONS.map(({ title }) => title),
  )
})

test.run()
