import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Conversion, convertProject } from '../../src/convert/project/convert-project.ts'
import { oneIn } from '../kit/slow-cases.ts'
import { playFiles } from './referee.ts'
import { effects, PLAYS, projectOf } from './role-plays.ts'

for (const role of oneIn(3, Object.keys(PLAYS))) {
  test(`the converted role ${role} leaves the hosts in the same state as with Ansible`, () => {
    const files = projectOf(role)
    const converted = applied(files, conversionOf(files))
    const drover = playFiles('drover', converted, { runs: 2 })
    assert.equal(effects(drover), effects(playFiles('ansible', files, { runs: 2 })))
  })
}

test('the report has the expected numbers of converted, doubtful, unchanged and impossible parts', () => {
  const states = Object.keys(PLAYS).flatMap(role => {
    // Other roles are counted for the project in which they are the first.
    const { reported } = conversionOf(projectOf(role))
    return reported.filter(({ place }) => place.file.includes(`/roles/${role}/`)).map(({ state }) => state)
  })
  const count = (state: string): number => states.filter(each => each === state).length
  assert.equal(
    [count('converted'), count('converted with a doubt'), count('left as it is'), count('not possible')],
    [58, 14, 44, 0],
  )
})

test.run()

function conversionOf(files: Readonly<Record<string, string>>): Conversion {
  const root = mkdtempSync(join(tmpdir(), 'drover-convert-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), content)
    }
    return convertProject(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Returns the files of a project after its conversion. */
function applied(files: Readonly<Record<string, string>>, { written }: Conversion): Record<string, string> {
  const kept = new Map(Object.entries(files))
  for (const { from } of written) if (from !== undefined) kept.delete(from)
  for (const { path, text } of written) kept.set(path, text)
  return Object.fromEntries(kept)
}
