import { readdirSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { oneIn } from '../kit/slow-cases.ts'
import { playFiles } from './referee.ts'
import { effects, FOLDER, PLAYS, projectOf } from './role-plays.ts'

for (const role of oneIn(2, Object.keys(PLAYS))) {
  test(`the unmodified role ${role} has the same results as with Ansible`, () => {
    const files = projectOf(role)
    const drover = playFiles('drover', files, { runs: 2 })
    assert.equal(effects(drover), effects(playFiles('ansible', files, { runs: 2 })))
  })
}

test('each role has a play', () => {
  assert.equal(Object.keys(PLAYS).sort(), readdirSync(FOLDER).sort())
})

test.run()
