import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { z } from 'zod'
import { taskCoveragePage } from '../../docs/task-coverage.ts'
import { openTaskFolders } from '../../src/load-task-types.ts'
import { type AnyTaskType, bind } from '../kit/contract.ts'
import { cellOf } from '../task-coverage/cells.ts'
import { recordedCosts } from '../task-coverage/costs.ts'
import { KINDS } from '../task-coverage/kinds.ts'
import { SEVERAL_ROUND_TRIPS } from '../task-coverage/reasons.ts'
import type { Kind } from '../task-coverage/row.ts'
import { ROWS } from '../task-coverage/rows.ts'

const types = openTaskFolders([])
const kinds = Object.keys(KINDS) as Kind[]

test('each task type has a row on each kind of host, a contract test of its own, or a reason why not', () => {
  const lacking = types.names.flatMap(type =>
    kinds.filter(kind => cellOf(type, kind) === undefined).map(kind => `${type} on ${kind}`),
  )
  assert.equal(lacking, [])
})

test('each row is about a task type that exists', () => {
  assert.equal(
    ROWS.filter(({ type }) => !types.names.includes(type)).map(({ type }) => type),
    [],
  )
})

test('exactly the checks that take more than one round trip have a reason', () => {
  const several = Object.entries(recordedCosts()).flatMap(([type, { roundTrips }]) =>
    roundTrips > 1 ? [type] : [],
  )
  assert.equal(Object.keys(SEVERAL_ROUND_TRIPS).sort(), several.sort())
})

test('docs/task-coverage.md is up to date with the rows', () => {
  assert.is(readFileSync('docs/task-coverage.md', 'utf8'), taskCoveragePage())
})

test('the example of each task type has valid params', async () => {
  const refused: string[] = []
  for (const name of types.names) {
    const type = (await types.load(name)) as never as AnyTaskType & { example: string; shorthand?: string }
    const given = exampleOf(type.example, name)
    const params = typeof given === 'string' ? { [type.shorthand ?? '']: given } : (given ?? {})
    const result = refusals(type, params as Params)
    refused.push(...result.map(message => `${name}: ${message}`))
  }
  assert.equal(refused, [])
})

test.run()

type Params = Readonly<Record<string, unknown>>

/** The errors of the schema for some params, except for params that a template computes. */
function refusals(type: AnyTaskType, params: Params): string[] {
  try {
    bind(type, params)
    return []
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const isTemplate = (param: PropertyKey | undefined): boolean => /\{\{/.test(String(params[String(param)]))
    return error.issues
      .filter(({ path }) => !isTemplate(path[0]))
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
  }
}

/** The params of the task of that type in the YAML of an example. */
function exampleOf(example: string, name: string): unknown {
  const parsed: unknown = parse(example)
  const task = Array.isArray(parsed) ? parsed[0] : parsed
  return (task as Record<string, unknown>)[name]
}
