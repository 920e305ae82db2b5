import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openTaskFolders } from '../src/load-task-types.ts'
import { type Cell, cellOf } from '../test/task-coverage/cells.ts'
import { recordedCosts } from '../test/task-coverage/costs.ts'
import { KINDS } from '../test/task-coverage/kinds.ts'
import { SEVERAL_ROUND_TRIPS } from '../test/task-coverage/reasons.ts'
import type { Kind } from '../test/task-coverage/row.ts'
import { ROWS } from '../test/task-coverage/rows.ts'

/** The page of which task types are tested on which kinds of hosts, made from the rows that the tests run. */
export function taskCoveragePage(): string {
  const kinds = Object.keys(KINDS) as Kind[]
  const notes = new Map<string, number>()
  const noteOf = (text: string): number => {
    if (!notes.has(text)) notes.set(text, notes.size + 1)
    return notes.get(text) ?? 0
  }
  const table = openTaskFolders([]).names.map(type =>
    row([`\`${type}\``, ...kinds.map(kind => shown(cellOf(type, kind), noteOf))]),
  )
  return [
    ...INTRODUCTION,
    ...Object.entries(KINDS).map(([kind, about]) => row([kind, about])),
    '',
    ...TABLE,
    row(['task type', ...kinds]),
    row(['---', ...kinds.map(() => '---')]),
    ...table,
    '',
    ...[...notes].map(([text, number]) => `${number}. ${text[0]?.toUpperCase()}${text.slice(1)}.`),
    '',
    '## The rows',
    '',
    ...ROWS.map(({ type, title }) => `- \`${type}\`: ${title}`),
    '',
    ...COSTS,
    ...Object.entries(recordedCosts()).map(([type, { roundTrips, processes, more }]) =>
      row([
        `\`${type}\``,
        String(roundTrips),
        String(processes),
        more === undefined ? '–' : String(more),
        SEVERAL_ROUND_TRIPS[type] ?? '',
      ]),
    ),
    '',
  ].join('\n')
}

const INTRODUCTION = [
  '# Where task types are tested',
  '',
  '`npm run docs` generates this page from the tests. Each row of `test/task-coverage/rows/` is one task on a real host. A test checks all rules',
  'that task types share:',
  '',
  '- A check changes nothing: the names, contents, modes, owners and timestamps of all files on the host stay the same.',
  '- A dry run predicts what the real run does. A plan can be saved as JSON without loss.',
  '- After apply, the check finds nothing to do. A second run changes nothing.',
  '- A program on the host confirms that the described change was made.',
  '- Names and values with quotes, spaces, `$`, backslashes, wildcards and non-ASCII characters work.',
  '- A run that is interrupted before or after any request, or whose host loses power at any moment, is completed by the next run',
  '  (`npm run test:faults -- task-types`).',
  '',
  '`npm test` tests each row on one of its kinds of hosts, in turn. `npm run test:long` tests it on all of them.',
  '',
  '| kind of host | |',
  '| --- | --- |',
]

const TABLE = [
  'This table shows the number of rows for each task type and kind of host. `own` is a separate contract test of the task type, which uses the shells',
  'in turn. If there is no row, a number in parentheses refers to the note below the table that gives the reason.',
  '',
]

const COSTS = [
  '## What an unchanged task costs',
  '',
  'This table shows how many round trips and processes a check takes if it finds nothing to do (Debian with dash, over an open session).',
  'The checks of several tasks and items are sent together, so a play with no changes takes only as many round trips as its slowest check.',
  '`one more` is the number of processes that a second item adds. The tests fail if a task type costs more than this: `npm test` measures',
  'every sixth task type, and `npm run test:long` measures all of them.',
  '',
  '| task type | round trips | processes | one more | why several round trips |',
  '| --- | --- | --- | --- | --- |',
]

function shown(cell: Cell | undefined, noteOf: (text: string) => number): string {
  if (cell === undefined) return '?'
  if ('rows' in cell) return String(cell.rows.length)
  if ('files' in cell) return cell.files.map(file => `[own](../${file})`).join(', ')
  return `(${noteOf(cell.reason)})`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(import.meta.dirname, 'task-coverage.md'), taskCoveragePage())
}
