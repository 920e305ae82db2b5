import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { escapeControlInLine, jsonText } from '../../src/base/escape-control.ts'
import { printError } from '../../src/cli/commands/print-error.ts'
import { ResumeState } from '../../src/engine/state/resume-state.ts'
import { InputError } from '../../src/errors.ts'
import { checked } from '../../src/journal/checked.ts'
import { readRun } from '../../src/journal/read.ts'
import { runsIn } from '../../src/journal/runs.ts'
import { readPlan } from '../../src/plans/plan-file.ts'
import { storedOptionsSchema } from '../../src/plans/plans.ts'
import { changesSince } from '../../src/plans/saved-plan.ts'
import { showPlan } from '../../src/plans/show-plan.ts'
import { makeStyle } from '../../src/report/style.ts'
import { lendEnvironment } from '../kit/environment.ts'

/** The number of files of each kind; DROVER_FUZZ_RUNS sets more, DROVER_FUZZ_SEED another seed. */
const RUNS = Number(process.env.DROVER_FUZZ_RUNS ?? 100)
const SEED = Number(process.env.DROVER_FUZZ_SEED ?? 20261128)

const folder = mkdtempSync(join(tmpdir(), 'drover-fuzz-'))
lendEnvironment('XDG_STATE_HOME')
test.before(() => {
  process.env.XDG_STATE_HOME = folder
  mkdirSync(join(folder, 'drover/runs'), { recursive: true })
})
test.after(() => rmSync(folder, { recursive: true, force: true }))

const OPTIONS = {
  playbooks: ['/p/site.yml'],
  inventory: ['/p/hosts.yml'],
  check: false,
  diff: true,
  extraVars: [],
  tags: ['a'],
  skipTags: [],
  become: false,
  persist: true,
  forceHandlers: false,
  lookAhead: true,
}

const PLAN = {
  format: 'drover plan 2',
  drover: '0.1.0',
  made: '2026-11-28T14:03:01.000Z',
  options: OPTIONS,
  cwd: '/p',
  inputs: { '/p/site.yml': 'aa' },
  hosts: ['a', 'b'],
  tasks: [
    {
      host: 'a',
      task: 'site.yml:4:7',
      name: 'Configure',
      taskType: 'copy',
      status: 'changed',
      changes: [
        {
          resource: 'file:/a',
          action: 'create',
          before: null,
          after: { state: 'file', size: 3 },
          text: { before: '', after: 'x\n' },
        },
        { resource: 'unit:b', action: 'restart' },
      ],
    },
    {
      host: 'b',
      task: 'site.yml:4:7',
      name: 'Configure',
      taskType: 'copy',
      status: 'unknown',
      changes: [],
      message: 'why',
    },
  ],
}

const REF = { task: 'site.yml:4:7', name: 'Count', taskType: 'shell', host: 'a' }
const JOURNAL = [
  {
    type: 'journal',
    format: 'drover run 1',
    run: 'r',
    time: '',
    cwd: '/p',
    options: OPTIONS,
    legacy: {
      run: 'q',
      actions: {
        a: [
          { digest: 'd', kind: 'done', outputs: { rc: 0 } },
          { digest: 'e', kind: 'begun' },
        ],
      },
      owed: { b: ['shell Count'] },
    },
  },
  { type: 'task.start', ...REF, isHandler: true },
  { type: 'apply.start', ...REF, action: 'd' },
  { type: 'apply.end', ...REF, action: 'd', outputs: { rc: 0 } },
  { type: 'task.notify', ...REF, key: 'shell Count', handlers: ['site.yml:9:7'] },
  { type: 'guard.start', host: 'a' },
  { type: 'task.result', ...REF, status: 'failed', isIgnored: false, isRescued: false },
  { type: 'guard.end', host: 'a', isKept: false },
  { type: 'warning', message: 'x' },
  { type: 'run.end', exit_code: 2 },
]

/** Texts with control characters or special property names. */
const ODD = [
  '\u001b[2J',
  '\u009b31m',
  '\u202e',
  '\r',
  '\u0007',
  '__proto__',
  'constructor',
  'toString',
  '\u2028',
  '\0',
]

const anything = fc.oneof(
  fc.json({ maxDepth: 3 }).map(text => JSON.parse(text)),
  fc.constantFrom(...ODD),
  fc.constantFrom(
    null,
    -1,
    1e308,
    0.5,
    true,
    [],
    {},
    '',
    'changed',
    'drover plan 2',
    'drover plan 7',
    'drover run 9',
  ),
)

/** Replaces a value, or the key of one, at one position of a nested value. */
function spoiled(value: unknown, at: number, put: unknown, isKey: boolean): unknown {
  let left = at
  const walk = (each: unknown): unknown => {
    left -= 1
    if (left === 0) return isKey ? each : put
    if (Array.isArray(each)) return each.map(walk)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(
      Object.entries(each).map(([key, part]) => {
        const inner = walk(part)
        return [left === 0 && isKey ? String(put) : key, inner] as const
      }),
    )
  }
  return walk(value)
}

const spoil = fc.record({ at: fc.nat(60), put: anything, isKey: fc.boolean() })
const bytes = fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255), isCut: fc.boolean() }), { maxLength: 4 })

function withBytes(text: string, changes: readonly { at: number; byte: number; isCut: boolean }[]): Buffer {
  let all = Buffer.from(text)
  for (const { at, byte, isCut } of changes) {
    const place = at % Math.max(all.length, 1)
    if (isCut) all = all.subarray(0, place)
    else if (all.length > 0) all[place] = byte
  }
  return all
}

/** Uses a file as a command does: output goes to a terminal, and only an expected error may be thrown. */
function printed(use: () => string): string {
  try {
    return use()
  } catch (error) {
    assert.instance(error, InputError, String((error as Error).stack))
    const stream = new PassThrough()
    printError(error, stream)
    return String(stream.read() ?? '')
  }
}

const NOTHING_OBEYED = /[\0-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

const file = join(folder, 'site.plan')

function usePlan(content: Buffer | string): void {
  writeFileSync(file, content, { mode: 0o600 })
  for (const use of [
    () => showPlan(readPlan(file), makeStyle(false)),
    () => jsonText(readPlan(file), 2),
    () => escapeControlInLine(changesSince(readPlan(file).tasks, []).join(' ')),
  ])
    assert.not.match(printed(use), NOTHING_OBEYED)
}

function useJournal(content: Buffer | string): void {
  writeFileSync(join(folder, 'drover/runs/r.ndjson'), content, { mode: 0o600 })
  writeFileSync(join(folder, 'drover/runs/20261128T140301Z-00000000.ndjson'), content, { mode: 0o600 })
  const said = printed(() => {
    const { head, resumeData, applying, troubled } = readRun('r')
    new ResumeState(resumeData).takePending('a', 'shell Count')
    checked(head.options ?? OPTIONS, storedOptionsSchema, 'the journal')
    return escapeControlInLine(
      [...troubled, ...applying.map(({ host, name, task }) => `${host} ${name} ${task}`)].join(' '),
    )
  })
  assert.not.match(said, NOTHING_OBEYED)
  for (const run of runsIn('/p')) assert.is(run, '20261128T140301Z-00000000')
}

const settings = { numRuns: RUNS, seed: SEED }

test(`a plan with a random value at a random position is shown or refused: ${RUNS} from seed ${SEED}`, () => {
  usePlan(JSON.stringify(PLAN))
  fc.assert(
    fc.property(spoil, ({ at, put, isKey }) => usePlan(JSON.stringify(spoiled(PLAN, at, put, isKey)) ?? '')),
    settings,
  )
})

test(`a plan with random bytes is shown or refused: ${RUNS} from seed ${SEED}`, () => {
  fc.assert(
    fc.property(bytes, changes => usePlan(withBytes(JSON.stringify(PLAN), changes))),
    settings,
  )
})

test(`a journal with a random value at a random position is read or refused: ${RUNS} from seed ${SEED}`, () => {
  useJournal(JOURNAL.map(line => `${JSON.stringify(line)}\n`).join(''))
  fc.assert(
    fc.property(fc.nat(JOURNAL.length - 1), spoil, (line, { at, put, isKey }) => {
      const lines = JOURNAL.map((each, nth) => (nth === line ? spoiled(each, at, put, isKey) : each))
      useJournal(lines.map(each => `${JSON.stringify(each)}\n`).join(''))
    }),
    settings,
  )
})

test(`a journal with random bytes or reordered lines is read or refused: ${RUNS} from seed ${SEED}`, () => {
  fc.assert(
    fc.property(bytes, fc.shuffledSubarray(JOURNAL.slice(1)), (changes, lines) => {
      const text = [JOURNAL[0], ...lines].map(line => `${JSON.stringify(line)}\n`).join('')
      useJournal(withBytes(text, changes))
    }),
    settings,
  )
})

test('very deep and very wide files are refused or read without a stack overflow', () => {
  const deep = '['.repeat(200_000)
  usePlan(deep)
  usePlan(`${deep}${']'.repeat(200_000)}`)
  usePlan(JSON.stringify(PLAN).replace('"size":3', `"size":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`))
  useJournal(`${deep}\n`)
  useJournal(
    `${JSON.stringify(JOURNAL[0])}\n{"type":"task.start","x":${'['.repeat(5000)}${']'.repeat(5000)}}\n`,
  )
  const many = {
    ...PLAN,
    tasks: Array.from({ length: 20_000 }, (_, id) => ({ ...PLAN.tasks[0], task: `site.yml:${id}:7` })),
  }
  usePlan(JSON.stringify(many))
})

test.run()
