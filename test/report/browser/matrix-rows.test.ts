import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeMatrix } from '../../../src/report/browser/matrix-rows.ts'
import { Report } from '../../../src/report/browser/report.ts'
import { Search } from '../../../src/report/browser/search.ts'
import { hashOf, readView } from '../../../src/report/browser/view.ts'
import type { Detail, PageData } from '../../../src/report/page/page-data.ts'

const DETAILS: readonly Detail[] = [
  { status: 'ok' },
  { status: 'failed', message: 'disk full' },
  { status: 'failed', isIgnored: true },
  { status: 'changed', changes: [0] },
]

const task = (name: string, cells: readonly number[]): PageData['tasks'][number] => ({
  ...{ play: 0, name, place: 'site.yml:1:1', type: 'file', begin: 0, end: 1 },
  cells: cells.flatMap((detail, host) => (detail < 0 ? [] : [host, detail, 5])),
})

const report = new Report({
  format: 'drover report 1',
  run: {
    ...{ id: 'r', kind: 'run', isCheckMode: false, time: '', version: '1', playbooks: [] },
    milliseconds: 10,
  },
  hosts: ['web1', 'web2', 'db1', 'web3'],
  plays: [{ name: 'all', place: '' }],
  tasks: [task('Install', [0, 0, 3, 0]), task('Start', [0, 0, 1, -1])],
  details: DETAILS,
  changes: [{ resource: 'file:/etc/Motd', action: 'update', summary: 'update /etc/Motd', diff: [] }],
  warnings: [],
})
const search = new Search(report)
const NO_OUTCOMES = new Set<never>()

const shown = (query: string, isFolded = true) =>
  makeMatrix(report, search.matches({ query, outcomes: NO_OUTCOMES }), isFolded)

test('hosts whose tasks all have the same outcomes share a row, and failed hosts come first', () => {
  assert.equal(
    shown('').rows.map(({ hosts, outcomes }) => [hosts, outcomes]),
    [
      [[2], ['changed', 'failed']],
      [
        [0, 1],
        ['ok', 'ok'],
      ],
      [[3], ['ok', undefined]],
    ],
  )
  assert.is(shown('', false).rows.length, 4)
})

const queries: [query: string, tasks: readonly number[], hosts: readonly (readonly number[])[]][] = [
  ['web1', [0, 1], [[0]]],
  ['start', [1], [[2], [0, 1]]],
  ['DISK full', [1], [[2]]],
  ['motd', [0], [[2]]],
  ['web disk', [], []],
]

for (const [query, tasks, hosts] of queries)
  test(`the filter \`${query}\` shows only results that contain each of its words`, () => {
    const matrix = shown(query)
    assert.equal([...matrix.tasks], tasks)
    assert.equal(
      matrix.rows.map(row => [...row.hosts]),
      hosts,
    )
  })

test('the view is restored from the URL hash, and invalid parts of a hash are ignored', () => {
  const view = {
    ...{ query: 'a&b #1', outcomes: new Set(['failed'] as const) },
    selection: { task: 1, hosts: [2] },
  }
  assert.equal(readView(hashOf(view, report), report), view)
  const wrong = readView('#task=9&host=web1&host=none&status=odd', report)
  assert.equal(wrong, { query: '', outcomes: new Set(), selection: undefined })
})

test('an ignored failure has the outcome `ignored`, not `failed`', () => {
  assert.is(new Report({ ...report.data, tasks: [task('x', [2])] }).cells[0]?.outcome, 'ignored')
})

test.run()
