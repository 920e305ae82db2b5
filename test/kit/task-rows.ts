import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import type { ComposedTaskType, StateTaskType, TaskCall } from '../../src/authoring/define.ts'
import type { Change, Outputs, Plan } from '../../src/authoring/plan.ts'
import { type Call, type RawAnswer, testTask } from '../../src/authoring/testing.ts'
import { TaskError } from '../../src/errors.ts'
import { UnknownValueError } from '../../src/values/unknown.ts'

/** A case of a task type as data. No process is started for it. */
export interface TaskRow extends TaskCase {
  readonly title: string
  /** The expected transcript, in the form of `transcriptOf`. */
  readonly expects: readonly string[]
}

/** A task, and the answers of a fake host. */
export interface TaskCase {
  readonly params: Readonly<Record<string, unknown>>
  /** The output of the real tools by title of the probe. If it changes, a list of outputs in order. */
  readonly answers?: Readonly<Record<string, RawAnswer | readonly RawAnswer[]>>
  /** The output of the scripts of apply, by title. */
  readonly runs?: Readonly<Record<string, RawAnswer>>
  readonly files?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** Variables that the task can read. */
  readonly variables?: Readonly<Record<string, unknown>>
  /** Whether it is a dry run, which only checks. */
  readonly isCheckMode?: boolean
  /** Whether the result of the task is not registered. */
  readonly isResultUnused?: boolean
}

/** A task type with any params and plan. */
// biome-ignore lint/suspicious/noExplicitAny: a plan's data is the task type's own.
export type AnyTaskType = StateTaskType<any, any> | ComposedTaskType<any>

/** Defines a test for each row. */
export function taskRows(name: string, type: AnyTaskType, rows: readonly TaskRow[]): void {
  for (const { title, expects, ...given } of rows) {
    test(`${name}: ${title}`, async () => {
      assert.equal(await transcriptOf(type, given), expects)
    })
  }
}

/**
 * Returns what a task does, in lines. If the schema refuses its params: `refused: …`. If it is in sync:
 * `in sync: OUTPUTS`. Otherwise a plan: `ACTION RESOURCE: BEFORE -> AFTER`, `then: …`, `predicts: …`; then the
 * scripts of apply as `$ …` (with standard input as `< …`; only the title of a long script), the files that it
 * writes, and its outputs. If it fails: `error: …` and `hint: …`. If the result is only known in a run:
 * `unknown: …`. For a composed task type: its tasks as `TYPE: PARAMS`, with `when: …` and `vars: …`.
 */
export async function transcriptOf(type: AnyTaskType, row: TaskCase): Promise<string[]> {
  const { params, answers = {}, ...given } = row
  if (!('check' in type)) return composedLines(type, params)
  // Each has its own copy of the answers, from the first one on.
  const fresh = () => testTask(type, { ...given, params: params as never, answers: answersInTurn(answers) })
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

/** Makes lists of answers return one after the other. The last one is repeated. */
export function answersInTurn(
  answers: NonNullable<TaskCase['answers']>,
): Readonly<Record<string, RawAnswer>> {
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

/** The maximum number of lines of a script that is shown. Tests on real shells check what longer ones do. */
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

/** Formats JSON with times replaced, because they depend on the clock of this machine. */
function show(value: unknown): string {
  if (value === undefined) return 'undefined'
  return JSON.stringify(value)
    .replace(/"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}"/g, '"TIME"')
    .replace(/"\d+:\d\d:\d\d\.\d{6}"/g, '"SPAN"')
}
