import { test } from 'uvu'
import type { Host } from '../../src/remote/host.ts'
import { oneIn } from '../kit/slow-cases.ts'
import { holdRow, itemOf, layOut } from './hold-row.ts'
import { openLayers } from './local-root.ts'
import { type CoverageRow, LOCAL } from './row.ts'
import { isHeldOn, ROWS } from './rows.ts'

const layers = openLayers()
test.after(layers.remove)

/** Every kind with DROVER_SHELLS=all, as in `npm run test:long`; otherwise each row runs on one of them, in turn. */
function kindsOf(row: CoverageRow, nth: number) {
  const kinds = LOCAL.filter(kind => isHeldOn(row, kind))
  return process.env.DROVER_SHELLS === 'all' ? kinds : kinds.filter((_, at) => at === nth % kinds.length)
}

const CASES = ROWS.flatMap((row, nth) => kindsOf(row, nth).map(kind => ({ row, kind })))
for (const { row, kind } of oneIn(2, CASES))
  test(`${row.type}: ${row.title}, on ${kind}`, async () => {
    const root = await layers.open(kind)
    try {
      await layOut(row, itemOf(1), root.host)
      await holdRow(row, itemOf(1), root)
    } finally {
      await root.close()
    }
  })

const refuse = async () => {
  throw new Error('a task type that runs on the controller alone sent a request to the host')
}
const NO_HOST: Host = { name: 'node1', ask: refuse, run: refuse, write: refuse }

for (const row of ROWS.filter(each => isHeldOn(each, 'controller')))
  test(`${row.type}: ${row.title}, without a host`, () =>
    holdRow(row, itemOf(1), { host: NO_HOST, fingerprint: () => [] }))

test.run()
