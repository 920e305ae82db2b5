import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StateTaskType } from '../../src/authoring/define.ts'
import { type Call, testTask } from '../../src/authoring/testing.ts'
import type { FileWrite } from '../../src/remote/files/file-write.ts'
import type { ReadHost } from '../../src/remote/host.ts'
import { answersInTurn, errorLines, planLines, type TaskCase } from './task-rows.ts'

/** A case that shows the effect of some params on a task. */
export interface EffectRow extends TaskCase {
  /** The words that occur, only with the params, in the task's probes, plan, scripts and files, in order. */
  readonly shows?: readonly string[]
  /** The words that occur only without the params. */
  readonly hides?: readonly string[]
}

// biome-ignore lint/suspicious/noExplicitAny: a plan's data is the task type's own.
type AnyStateType = StateTaskType<any, any>

/** Defines a test for each row: how the task `base` changes if the params of the row are added. */
export function effectRows(
  name: string,
  type: AnyStateType,
  base: TaskCase,
  rows: readonly EffectRow[],
): void {
  for (const { shows = [], hides = [], ...more } of rows) {
    test(`${name}: the effect of ${JSON.stringify(more.params)}`, async () => {
      const own: TaskCase = {
        ...{ ...base, ...more, params: { ...base.params, ...more.params } },
        ...{ answers: { ...base.answers, ...more.answers }, runs: { ...base.runs, ...more.runs } },
      }
      const [without, given] = [wordsOf(await workOf(type, base)), wordsOf(await workOf(type, own))]
      const found = { shows: lacking(given, without), hides: lacking(without, given) }
      assert.equal(found, { shows, hides })
    })
  }
}

/**
 * Returns all probes, the plan, the scripts and written files of a task, and its outputs. Scripts and contents are
 * complete.
 */
async function workOf(type: AnyStateType, { params, answers = {}, ...given }: TaskCase): Promise<string[]> {
  const asked: string[] = []
  const spied = recordingProbes(type, asked)
  const fresh = () => testTask(spied, { ...given, params: params as never, answers: answersInTurn(answers) })
  try {
    const checked = await fresh().check()
    const questions = [...asked]
    const outputs = JSON.stringify(checked.outputs)
    if (checked.kind === 'in-sync' || given.isCheckMode)
      return [...questions, ...(checked.kind === 'in-sync' ? ['in sync'] : planLines(checked)), outputs]
    const task = fresh()
    const made = await task.apply()
    return [...questions, ...planLines(checked), ...task.calls.flatMap(wholeCall), JSON.stringify(made)]
  } catch (error) {
    return [...asked, ...errorLines(error)]
  }
}

/** Wraps a task type so that the script of each probe is recorded in `asked`. */
function recordingProbes(type: AnyStateType, asked: string[]): AnyStateType {
  const recording = <H extends ReadHost>(host: H): H => ({
    ...host,
    ask: probe => {
      asked.push(probe.script.text)
      return host.ask(probe)
    },
  })
  return { ...type, check: context => type.check({ ...context, host: recording(context.host) }) }
}

function wholeCall(call: Call): string[] {
  if ('run' in call) return [call.run, String(call.options?.stdin ?? '')]
  const { content, path, mode, owner = '', group = '', backup = false } = call.write
  return [`${path} ${mode} ${owner} ${group} ${backup}`, contentText(content)]
}

function contentText(content: FileWrite['content']): string {
  if (typeof content === 'string' || Buffer.isBuffer(content)) return String(content)
  return 'script' in content ? content.script.text : '(a file)'
}

/** Lines that are derived from a content that is shown itself. */
const DERIVED = /^("(size|sha256|checksum|md5sum)":.*)?$/

/** Random text, such as the separators between the results of a query. */
const RANDOM = /[0-9a-f]{15,}/g

/** Splits lines into words. A setting and its value count as one word. */
function wordsOf(lines: readonly string[]): ReadonlySet<string> {
  const plain = (line: string): string => line.replace(RANDOM, 'HEX').replaceAll(' = ', '=')
  const words = lines.flatMap(line => plain(line).split(/(?:[\s,{}]|\\n)+/))
  return new Set(words.filter(word => !DERIVED.test(word)))
}

function lacking(words: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...words].filter(word => !others.has(word))
}
