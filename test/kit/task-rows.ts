import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import type { ComposedTaskType, StateTaskType, TaskCall } from '../../src/authoring/define.ts'
import type { Change, Outputs, Plan } from '../../src/authoring/plan.ts'
import { type Call, type RawAnswer, testTask } from '../../src/authoring/testing.ts'
import { TaskError } from '../../src/errors.ts'
import { UnknownValueError } from '../../src/values/unknown.ts'

/** One case of a task type, as data: no process is started for it. */
export interface TaskRow extends TaskCase {
  readonly title: string
  /** What comes of it, as `transcriptOf` writes it. */
  readonly expects: readonly string[]
}

/** A task and what it meets on a fake host. */
export interface TaskCase {
  readonly params: Readonly<Record<string, unknown>>
  /** What the real tools printed, by the title of the probe; a list where that changes, in turn. */
  readonly answers?: Readonly<Record<string, RawAnswer | readonly RawAnswer[]>>
  /** What the scripts of apply print, by title. */
  readonly runs?: Readonly<Record<string, RawAnswer>>
  readonly files?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** Variables that the task sees. */
  readonly variables?: Readonly<Record<string, unknown>>
  /** A dry run: only the check. */
  readonly isCheckMode?: boolean
  /** The task does not register its result. */
  readonly isResultUnused?: boolean
}

/** A task type, whatever its params and plan are. */
// biome-ignore lint/suspicious/noExplicitAny: a plan's data is the task type's own.
export type AnyTaskType = StateTaskType<any, any> | ComposedTaskType<any>

/** A test for each row. */
export function taskRows(name: string, type: AnyTaskType, rows: readonly TaskRow[]): void {
  for (const { title, expects, ...given } of rows) {
    test(`${name}: ${title}`, async () => {
      assert.equal(await transcriptOf(type, given), expects)
    })
  }
}

/**
 * What a task does, a line each: `refused: …` for params that the schema refuses; `in sync: OUTPUTS`; or a plan as
 * `ACTION RESOURCE: BEFORE -> AFTER`, `then: …`, `predicts: …`, then the scripts that apply runs as `$ …` (with standard input
 * as `< …`; only the title of one that is long), the files that it writes, and its outputs; `error: …` and `hint: …` where it fails,
 * `unknown: …` where only a run can tell.
 * Of a composed task type: its tasks as `TYPE: PARAMS`, with `when: …` and `vars: …`.
 */
export async function transcriptOf(type: AnyTaskType, row: TaskCase): Promise<string[]> {
  const { params, answers = {}, ...given } = row
  if (!('check' in type)) return composedLines(type, params)
  // Each has all the answers from the first on.
  const fresh = () => testTask(type, { ...given, params: params as never, answers: inTurn(answers) })
  const lines: string[] = []
  try {
    const checked = await fresh().check()
    if (checked.kind === 'in-sync') return [`in sync: ${show(checked.outputs)}`]
    lines.push(...planLines(checked))
    if (row.isCheckMode) return lines
    const applied = fresh()
    let outputs: Outputs = {}
    try {
      outputs = await applied.apply()
    } finally {
      lines.push(...applied.calls.flatMap(callLines))
    }
    return [...lines, `outputs: ${show(outputs)}`]
  } catch (error) {
    return [...lines, ...errorLines(error)]
  }
}

function composedLines(type: ComposedTaskType<z.ZodObject>, params: TaskCase['params']): string[] {
  const parsed = type.params.safeParse(params)
  if (!parsed.success) return errorLines(parsed.error)
  return type.expand({ params: parsed.data }).flatMap(taskLines)
}

function taskLines({ type, params, when, vars }: TaskCall): string[] {
  return [
    `${type}: ${show(params)}`,
    ...(when === undefined ? [] : [`  when: ${when}`]),
    ...(vars === undefined ? [] : [`  vars: ${show(vars)}`]),
  ]
}

/** Answers of which each is given once, and the last of them from then on. */
export function inTurn(answers: NonNullable<TaskCase['answers']>): Readonly<Record<string, RawAnswer>> {
  const given: Record<string, RawAnswer> = {}
  for (const [title, answer] of Object.entries(answers)) {
    const left = Array.isArray(answer) ? [...answer] : [answer]
    const get = () => (left.length > 1 ? left.shift() : left[0])
    Object.defineProperty(given, title, { get, enumerable: true })
  }
  return given
}

export function planLines({ changes, waitsFor, isStage, predicts = [] }: Plan): string[] {
  return [
    ...changes.map(changeLine),
    ...(waitsFor === undefined ? [] : [`waits for ${waitsFor}`]),
    ...(isStage ? ['then: check again'] : []),
    ...predicts.map(change => `predicts: ${changeLine(change)}`),
  ]
}

function changeLine({ action, resource, before, after }: Change): string {
  return `${action} ${resource}: ${show(before)} -> ${show(after)}`
}

/** Scripts of more lines are held to what they do by tests on real shells. */
const FEW_LINES = 3

function callLines(call: Call): string[] {
  if ('write' in call) {
    const { path, content, mode, owner, group } = call.write
    const what = typeof content === 'string' ? JSON.stringify(content) : '(a file)'
    return [`write ${[path, mode, owner, group].filter(each => each !== undefined).join(' ')}: ${what}`]
  }
  const { title, stdin } = call.options ?? {}
  const script = call.run.trim().split('\n')
  return [
    ...(script.length > FEW_LINES && title !== undefined
      ? [`$ [${title}]`]
      : script.map(line => `$ ${line}`)),
    ...(stdin === undefined ? [] : [`< ${JSON.stringify(stdin.toString())}`]),
  ]
}

export function errorLines(error: unknown): string[] {
  const refused = error instanceof Error && error.cause instanceof z.ZodError ? error.cause : error
  if (refused instanceof z.ZodError)
    return refused.issues.map(({ path, message }) => `refused: ${path.join('.')}: ${message}`)
  if (error instanceof UnknownValueError) return [error.message]
  if (!(error instanceof TaskError)) throw error
  return [
    ...`error: ${error.message}`.split('\n'),
    ...(error.hint === undefined ? [] : [`hint: ${error.hint}`]),
  ]
}

/** JSON without the clock of this machine. */
function show(value: unknown): string {
  if (value === undefined) return 'undefined'
  return JSON.stringify(value)
    .replace(/"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}"/g, '"TIME"')
    .replace(/"\d+:\d\d:\d\d\.\d{6}"/g, '"SPAN"')
}
