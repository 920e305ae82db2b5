import { test } from 'uvu'
import { holdRow, itemOf, layOut } from './hold-row.ts'
import { openLayers } from './local-root.ts'
import { LOCAL } from './row.ts'
import { isHeldOn, ROWS } from './rows.ts'

const layers = openLayers()
test.after(layers.remove)

for (const row of ROWS)
  for (const kind of LOCAL)
    if (isHeldOn(row, kind))
      test(`${row.type}: ${row.title}, on ${kind}`, async () => {
        const root = await layers.open(kind)
        try {
          const item = itemOf(1)
          await layOut(row, item, root.host)
          await holdRow(row, item, root)
        } finally {
          await root.close()
        }
      })

test.run()
