import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const FOLDER = join(import.meta.dirname, '../differential/recorded')

/** The names of the plays in a recorded result of `testPlays`, which inserts a play of its own between any two. */
function playsIn(outcome: Readonly<Record<string, unknown>>): string[] {
  return 'clear' in outcome ? Object.keys(outcome).filter(name => name !== 'clear') : []
}

test('at least 400 plays and playbooks are compared with Ansible', () => {
  const outcomes = readdirSync(FOLDER).map(name => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')))
  const plays = new Set(outcomes.flatMap(playsIn))
  const playbooks = outcomes.filter(outcome => 'hasFailed' in outcome)
  assert.ok(plays.size + playbooks.length >= 400, `${plays.size} plays and ${playbooks.length} playbooks`)
})

test.run()
