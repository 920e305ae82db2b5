import { InputError, type Place, type ScalarSource, type Source } from '../../errors.ts'
import { type Compiled, compileCondition, compileSource } from '../../evaluation/language.ts'
import { placeWithin } from '../../values/locate.ts'
import type { LintStep, LintTask } from './lint-step.ts'

/** A variable that an expression or template reads, and where. */
export interface NameRead {
  readonly name: string
  readonly place: Place
}

const CONDITIONS = ['when', 'until', 'changed_when', 'failed_when']

/** Keywords that are skipped: their values belong to other steps, or are plain names. */
const NOT_READ = ['block', 'rescue', 'always', 'vars', 'register', 'loop_control', 'tags']

/** Returns the variables that a step reads, without those whose existence it tests. */
export function namesReadBy({ keywords, task }: LintStep): NameRead[] {
  const own = [...keywords].flatMap(([key, { value }]) => {
    if (NOT_READ.includes(key)) return []
    return namesReadIn(value, CONDITIONS.includes(key))
  })
  return [...own, ...(task === undefined ? [] : namesReadByTask(task))]
}

function namesReadByTask({ type, params }: LintTask): NameRead[] {
  if (params.kind !== 'map') return namesReadIn(params)
  return [...params.entries].flatMap(([name, { value }]) =>
    namesReadIn(value, isExpression(`${type}.${name}`, value)),
  )
}

/** Returns whether a param is an expression that fails if a variable is missing. */
function isExpression(param: string, value: Source): boolean {
  if (param === 'assert.that') return true
  // In Ansible's dialect, `debug` prints that a variable is missing instead of failing.
  return param === 'debug.var' && value.kind === 'scalar' && value.dialect !== 'ansible'
}

/**
 * Returns the variables that a value, or a value inside it, reads; none for one that does not compile, which the
 * syntax check reports.
 */
export function namesReadIn(source: Source, isCondition = false): NameRead[] {
  if (source.kind === 'list') return source.items.flatMap(item => namesReadIn(item, isCondition))
  if (source.kind === 'map')
    return [...source.entries.values()].flatMap(({ value }) => namesReadIn(value, isCondition))
  const compiled = compiledOrNot(source, isCondition)
  if (!compiled) return []
  const text = String(source.value)
  return [...compiled.names]
    .filter(name => /^[A-Za-z_]\w*$/.test(name) && !compiled.testedNames?.has(name))
    .map(name => ({ name, place: placeWithin(source.place, text, offsetOf(name, text)) }))
}

function compiledOrNot(source: ScalarSource, isCondition: boolean): Compiled | undefined {
  if (typeof source.value !== 'string') return undefined
  try {
    return isCondition ? compileCondition(source) : compileSource(source)
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

function offsetOf(name: string, text: string): number {
  return Math.max(0, text.search(new RegExp(`(?<![\\w.])${name}\\b`)))
}
