import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Entry, median, pageOf, plotOf } from '../../bench/results.ts'

for (const [figures, expected] of [
  [[3], 3],
  [[1, 100, 2], 2],
  [[4, 1, 3, 2], 2.5],
] as const) {
  test(`the median of ${figures} is ${expected}`, () => {
    assert.is(median(figures), expected)
  })
}

const ENTRY: Entry = {
  date: '2026-11-23',
  name: 'unchanged-3x50',
  tool: 'floor',
  median_s: 0.5,
  ratio_to_floor: 1,
  controller_cpu_s: 0.1,
  controller_rss_mb: 8.4,
}
const RESULTS = {
  date: '2026-11-23',
  machine: '2 cores',
  versions: { node: '20.20.2' },
  runs: 3,
  cases: [ENTRY, { ...ENTRY, tool: 'drover', median_s: 0.25, ratio_to_floor: 0.5, round_trips: 2 }],
}

test('the page has a table for each case, with what each tool took', () => {
  const page = pageOf(RESULTS)
  assert.ok(page.includes('## unchanged-3x50\n'))
  assert.ok(page.includes('| floor | 0.50 | 1.00 | 0.10 | 8 |  |\n| drover | 0.25 | 0.50 | 0.10 | 8 | 2 |'))
})

test('the plot has a bar for each entry, the longest for the slowest', () => {
  const widths = [...plotOf(RESULTS).matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(found => Number(found[1]))
  assert.is(widths.length, 2)
  assert.ok((widths[0] ?? 0) > (widths[1] ?? 0))
})

test.run()
