import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openPodman } from '../../kit/podman.ts'
import { oneIn } from '../../kit/slow-cases.ts'
import { CONTAINERS } from './containers.ts'
import { outcomesOf, type RowOutcome } from './harness.ts'

const ROWS = oneIn(3, CONTAINERS)

/** The outcomes of all rows, on a container store that only one tool has used. */
function onOwnStore(tool: 'ansible' | 'drover'): Readonly<Record<string, RowOutcome>> {
  const podman = openPodman()
  podman.run('tag', 'localhost/box:2', 'localhost/box:3')
  Object.assign(process.env, podman.environment)
  try {
    return outcomesOf(tool, ROWS)
  } finally {
    podman.remove()
  }
}

let outcomes: Readonly<Record<'ansible' | 'drover', Readonly<Record<string, RowOutcome>>>>

test('both tools run the rows of containers', () => {
  // Recorded rows need no store. New rows need DROVER_REFEREE=record, and the collections of Debian's package `ansible`.
  const isRecorded = process.env.DROVER_REFEREE === undefined
  const ansible = isRecorded ? outcomesOf('ansible', ROWS) : onOwnStore('ansible')
  outcomes = { ansible, drover: onOwnStore('drover') }
})

for (const { name, differs } of ROWS)
  test(`${name}: ${differs === undefined ? 'as with Ansible' : `differs from Ansible deliberately: ${differs}`}`, () => {
    const { ansible, drover } = outcomes
    if (differs === undefined) assert.equal(drover[name], ansible[name])
    else assert.not.equal(drover[name], ansible[name])
  })

test.run()
