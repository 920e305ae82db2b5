import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cost, measureCost, recordCosts, recordedCosts } from './costs.ts'
import { openLayers } from './local-root.ts'
import { isHeldOn, ROWS } from './rows.ts'

const layers = openLayers()
const measured: Record<string, Cost> = {}
const isRecording = process.env.DROVER_COSTS === 'record'
const recorded = isRecording ? {} : recordedCosts()
test.after(() => {
  layers.remove()
  if (isRecording) recordCosts(measured)
})

/** The first row of each task type that runs on Debian with dash and whose second run changes nothing. */
const rows = ROWS.filter(
  (row, nth) =>
    isHeldOn(row, 'dash') && !row.isAction && ROWS.findIndex(({ type }) => type === row.type) === nth,
)

/** All of them with DROVER_SHELLS=all, as in `npm run test:long`, and when costs are recorded; otherwise every sixth. */
const isLong = isRecording || process.env.DROVER_SHELLS === 'all'
for (const row of rows.filter((_, nth) => isLong || nth % 6 === 0))
  test(`${row.type}: the check of an unchanged task, and of a second item, needs no more round trips and processes than recorded`, async () => {
    const root = await layers.open('dash')
    try {
      const cost = await measureCost(row, root)
      measured[row.type] = cost
      const most = recorded[row.type]
      if (!isRecording) assert.ok(most && isWithin(cost, most), `${show(cost)}, recorded: ${show(most)}`)
    } finally {
      await root.close()
    }
  })

test('costs are recorded for these task types and no others', () => {
  if (!isRecording) assert.equal(Object.keys(recorded), rows.map(({ type }) => type).sort())
})

test.run()

/**
 * Less is never wrong: with DROVER_COSTS=record it is recorded. Of two items that ask several times, the later questions travel
 * together if the answers to the earlier ones come together, and by chance each for itself.
 */
function isWithin(cost: Cost, most: Cost): boolean {
  const more = Math.max(most.more ?? 0, most.roundTrips > 1 ? most.processes : 0)
  return cost.roundTrips <= most.roundTrips && cost.processes <= most.processes && (cost.more ?? 0) <= more
}

function show(cost: Cost | undefined): string {
  return JSON.stringify(cost) ?? 'nothing'
}
