import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { oneIn } from '../../kit/slow-cases.ts'
import { CERTIFICATES } from './certificates.ts'
import { COMMANDS } from './commands.ts'
import { FILES } from './files.ts'
import { type ModuleRow, outcomesOf, type RowOutcome } from './harness.ts'
import { PACKAGES } from './packages.ts'
import { SOURCE } from './source.ts'
import { SYSTEM } from './system.ts'
import { TREES } from './trees.ts'

/** The rows of each area. One process of each tool runs all rows of an area, so that a single row takes little time. */
const AREAS: Readonly<Record<string, readonly ModuleRow[]>> = {
  certificates: oneIn(3, CERTIFICATES),
  commands: COMMANDS,
  files: FILES,
  packages: PACKAGES,
  source: SOURCE,
  system: SYSTEM,
  trees: TREES,
}

/** DROVER_ROWS runs only the rows whose names match it, so that the referee need not run for all of an area. */
const WANTED = new RegExp(process.env.DROVER_ROWS ?? '')

for (const [area, all] of Object.entries(AREAS)) {
  const rows = all.filter(({ name }) => WANTED.test(name))
  if (rows.length === 0) continue
  let outcomes: Readonly<Record<'ansible' | 'drover', Readonly<Record<string, RowOutcome>>>>

  test(`both tools run the rows of ${area}`, () => {
    assert.is(new Set(rows.map(({ name }) => name)).size, rows.length)
    outcomes = { ansible: outcomesOf('ansible', rows), drover: outcomesOf('drover', rows) }
  })

  for (const { name, differs } of rows) {
    const what = differs === undefined ? 'as with Ansible' : `differs from Ansible deliberately: ${differs}`
    test(`${area}: ${name}: ${what}`, () => {
      const { ansible, drover } = outcomes
      if (differs === undefined) assert.equal(drover[name], ansible[name])
      else assert.not.equal(drover[name], ansible[name])
    })
  }
}

test.run()
