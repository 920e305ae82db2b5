import type { z } from 'zod'
import type { TaskType } from '../../authoring/define.ts'
import { type CheckedParams, paramErrors } from '../../authoring/param-errors.ts'
import { withoutFloats } from '../../base/float.ts'
import { InputError, InputErrors, isOfAnsible, type Place, type Source, TaskTypeError } from '../../errors.ts'
import { isRendered } from '../../evaluation/language.ts'
import { namesIn } from '../../evaluation/referenced-names.ts'
import type { Scope } from '../../evaluation/scope.ts'
import { isMap } from '../../values/plain.ts'
import { findUnknown, Unknown, UnknownValueError } from '../../values/unknown.ts'
import { isConstant } from '../steps/is-constant.ts'
import { ansibleMessage } from './ansible-message.ts'
import { withFlags } from './flags-in-text.ts'
import { keepsFloats, parseParam, parseParams } from './parse-params.ts'
import { variableParams } from './variable-params.ts'
import { withWorkingDirectory } from './working-directory.ts'
import {
  type ExpressionMeta,
  expressionMeta,
  isExpression,
  paramSources,
  templatedName,
  writtenParams,
} from './written-params.ts'

/** A task's params after rendering and validation. If a value is unknown: the reason, and the params that are known. */
export type Bound =
  | { readonly params: Record<string, unknown> }
  | {
      readonly unknown: Unknown
      /** Returns the known params. Reading an unknown one throws UnknownValueError. */
      readonly partial: () => Record<string, unknown>
    }

/**
 * Renders params and validates them against the task type's schema. Params that are the same for every host are bound
 * only once. Throws InputErrors that name each wrong param with its place. Params that depend on an unknown value are
 * not validated.
 */
export function bindParams(name: string, type: TaskType, source: Source, scope: Scope): Bound {
  if (!paramSources(type, source).every(isConstant)) return bindOnce(name, type, source, scope)
  const byType = constants.get(source) ?? new Map<TaskType, Bound>()
  constants.set(source, byType)
  const bound = byType.get(type) ?? bindOnce(name, type, source, scope)
  byType.set(type, bound)
  return 'unknown' in bound ? bound : { params: { ...bound.params } }
}

const constants = new WeakMap<Source, Map<TaskType, Bound>>()

function bindOnce(name: string, type: TaskType, source: Source, scope: Scope): Bound {
  const written = writtenParams(name, type, source)
  const values: Record<string, unknown> = {}
  for (const [key, { keyPlace, value: written_ }] of written) {
    const late = source.kind === 'map' ? templatedName(type, source, key, keyPlace) : undefined
    const param = late ? scope.render(late) : key
    if (param instanceof Unknown) {
      values[key] = param
      continue
    }
    if (typeof param !== 'string')
      throw new InputError(`expected text, got \`${JSON.stringify(param)}\` in \`${key}\``, {
        place: keyPlace,
      })
    const value = isExpression(type, param)
      ? evaluateAll(written_, scope, expressionMeta(type, param))
      : scope.renderOptional(written_)
    if (value !== undefined) values[param] = value
  }
  const isAnsible = isOfAnsible(source)
  const evaluate = (param: string, part: Source): unknown =>
    evaluateAll(part, scope, expressionMeta(type, param))
  const all = { ...variableParams(name, type, source, { scope, evaluate }), ...values }
  const placed = isAnsible ? asAnsible(type, all, scope) : all
  return checkValues({ name, type, values: placed, written, place: source.place, isAnsible })
}

/** Converts params to the values that Ansible's own module would receive. */
function asAnsible(type: TaskType, values: Readonly<Record<string, unknown>>, scope: Scope) {
  return withWorkingDirectory(type, scope.isJinjaNative ? values : withFlags(type, values))
}

function checkValues(given: CheckedParams): Bound {
  const { type, values } = given
  const unknowns = new Map<string, Unknown>()
  const known: Record<string, unknown> = {}
  for (const [param, value] of Object.entries(values)) {
    const found = findUnknown(value)
    // If only some items of a list are unknown, the unknown value still contains the others.
    if (found) unknowns.set(param, Array.isArray(value) ? new Unknown(found.reason, { items: value }) : found)
    else known[param] = value
  }
  const parsed = parse(given, known)
  const issues = parsed.success
    ? []
    : parsed.error.issues.filter(issue => !isAboutUnknown(type, issue, known, unknowns))
  if (issues.length > 0) {
    const message = given.isAnsible ? ansibleMessage(given, issues) : undefined
    throw new InputErrors(
      issues.flatMap(issue => paramErrors(given, issue)),
      message,
    )
  }
  const [unknown] = unknowns.values()
  if (unknown) return { unknown, partial: () => partialParams(given, known, unknowns) }
  return { params: parsed.data as Record<string, unknown> }
}

/** Parses params. Throws TaskTypeError if the schema throws instead of reporting an issue. */
function parse({ name, type, isAnsible }: CheckedParams, params: Readonly<Record<string, unknown>>) {
  try {
    return parseParams(type.params, params, isAnsible)
  } catch (error) {
    throw new TaskTypeError(name, error)
  }
}

/**
 * Returns the known params, each parsed separately, because the whole schema returns nothing if one of them is
 * missing. Reading an unknown param throws UnknownValueError.
 */
function partialParams(
  { type, isAnsible }: CheckedParams,
  known: Readonly<Record<string, unknown>>,
  unknowns: ReadonlyMap<string, Unknown>,
): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  const { shape } = type.params
  for (const param of new Set([...Object.keys(shape), ...Object.keys(known), ...unknowns.keys()])) {
    const unknown = unknowns.get(param)
    const schema = shape[param] as z.ZodType | undefined
    if (!unknown) {
      const value = keepsFloats(type) ? known[param] : withoutFloats(known[param])
      const data = schema ? parseParam(schema, value, isAnsible) : value
      if (data !== undefined) params[param] = data
      continue
    }
    const get = (): never => {
      throw new UnknownValueError(unknown)
    }
    Object.defineProperty(params, param, { get, enumerable: true })
  }
  return params
}

/** Validates params that a composed task type passes to one of its tasks. They are already rendered. */
export function checkParams(
  name: string,
  type: TaskType,
  params: Readonly<Record<string, unknown>>,
  place: Place,
): Bound {
  return checkValues({ name, type, values: params, written: new Map(), place, isAnsible: false })
}

/** Returns errors about the names of params, regardless of their values. */
export function misnamedParams(name: string, type: TaskType, source: Source): InputError[] {
  try {
    const written = new Map(
      [...writtenParams(name, type, source)].filter(([, { value }]) => !isOptional(value)),
    )
    const parsed = type.params.safeParse(
      Object.fromEntries([...written].map(([param]) => [param, undefined])),
    )
    const issues = parsed.success ? [] : parsed.error.issues
    return issues
      .filter(({ code }) => code === 'unrecognized_keys')
      .flatMap(issue => paramErrors({ name, type, values: {}, written, place: source.place }, issue))
  } catch (error) {
    if (error instanceof InputError) return [error]
    throw error
  }
}

/**
 * Whether a param may be omitted in a run, as by `{{ item.priv | default(omit) }}`. Such a param does not have to
 * exist.
 */
function isOptional(value: Source): boolean {
  return value.kind === 'scalar' && namesIn(value).has('omit')
}

/**
 * Evaluates an expression param, which holds an expression or a list of them. Returns the text and the value of each.
 */
function evaluateAll(source: Source, scope: Scope, meta: ExpressionMeta): unknown {
  if (source.kind === 'list')
    return meta.isCondition
      ? conditionsUntilFalse(source.items, scope, meta)
      : source.items.map(item => evaluateAll(item, scope, meta))
  if (source.kind === 'map') return scope.render(source)
  if (typeof source.value !== 'string') return { text: String(source.value), value: source.value }
  const isJinja = source.dialect === 'ansible'
  const value =
    isJinja && meta.isCondition
      ? scope.evaluateCondition(source)
      : scope.evaluate(source, isJinja ? meta.missing : undefined)
  const named = isRendered(source) && isJinja ? scope.render(source) : undefined
  return { text: typeof named === 'string' ? named : source.value, value }
}

/** Evaluates conditions in order up to the first false one. Later conditions may only be valid if that one is true. */
function conditionsUntilFalse(items: readonly Source[], scope: Scope, meta: ExpressionMeta): unknown[] {
  const evaluated: unknown[] = []
  for (const item of items) {
    const condition = evaluateAll(item, scope, meta)
    evaluated.push(condition)
    if (isMap(condition) && condition.value === false) break
  }
  return evaluated
}

/**
 * Whether an issue concerns an unknown param: that param itself, or a rule over several params of which one is
 * unknown.
 */
function isAboutUnknown(
  type: TaskType,
  issue: z.core.$ZodIssue,
  known: Readonly<Record<string, unknown>>,
  unknowns: ReadonlyMap<string, Unknown>,
): boolean {
  if (unknowns.size === 0) return false
  const param = String(issue.path[0])
  if (unknowns.has(param)) return true
  return issue.code === 'custom' && (known[param] == null || isSoundAlone(type, param, known[param]))
}

/** Whether a value is valid for its param alone, so that an issue with it comes from a rule over several params. */
function isSoundAlone(type: TaskType, param: string, value: unknown): boolean {
  const schema = type.params.shape[param] as z.ZodType | undefined
  return schema?.safeParse(value).success === true
}
