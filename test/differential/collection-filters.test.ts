import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COLLECTION_EXPRESSIONS, COLLECTION_VARIABLES } from './jinja/collection-rows.ts'
import { byAnsible, byDrover, type Row } from './jinja/referee.ts'

// The referee needs the collections of Debian's package `ansible`, and Python's `jmespath` and `netaddr`, to record
// the results.
const topics = Object.entries(COLLECTION_EXPRESSIONS).map(([topic, lines]): [string, Row[]] => [
  topic,
  lines
    .trim()
    .split('\n')
    .map(text => ({ kind: 'value', text: `{{ ${text} }}`, variables: COLLECTION_VARIABLES })),
])
const answers = byAnsible(topics.flatMap(([, rows]) => rows))

let from = 0
for (const [topic, rows] of topics) {
  const theirs = answers.slice(from, from + rows.length)
  from += rows.length
  test(`${rows.length} rows have the same outcome: ${topic}`, () => {
    const differences = rows.flatMap((row, index) => {
      const [own, other] = [byDrover(row), theirs[index]]
      if (JSON.stringify(own) === JSON.stringify(other)) return []
      return [`${row.text}\n  Drover  ${JSON.stringify(own)}\n  Ansible ${JSON.stringify(other)}`]
    })
    assert.is(differences.join('\n'), '')
  })
}

test.run()
