import type { z } from 'zod'
import type { TaskType } from '../../authoring/define.ts'
import { suggest } from '../../base/suggest.ts'
import { InputError, InputErrors, type Place, type Source, TaskTypeError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import { hasTemplate } from '../../templates/template.ts'
import { findUnknown, Unknown, UnknownValueError } from '../../values/unknown.ts'
import { isConstant } from '../steps/is-constant.ts'

/** A task's params after rendering and checking; where one of them is not known, what it waits for, and all the same. */
export type Bound =
  | { readonly params: Record<string, unknown> }
  | {
      readonly unknown: Unknown
      /** Those that are known; reading one that is not throws UnknownValueError. */
      readonly partial: () => Record<string, unknown>
    }

/** The params as written, under the task type's own names. */
type Written = ReadonlyMap<string, { readonly keyPlace: Place; readonly value: Source }>

/**
 * Renders params and checks them against the task type's schema; those that are the same for every host once for all.
 * Throws InputErrors that name each wrong param with its place. Params that depend on an unknown value are not judged.
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
  const written = nameParams(name, type, source)
  const values: Record<string, unknown> = {}
  for (const [key, { keyPlace, value: written_ }] of written) {
    const param = isNamedLate(type, key) ? scope.renderText(key, keyPlace) : key
    if (param instanceof Unknown) {
      values[key] = param
      continue
    }
    if (typeof param !== 'string')
      throw new InputError(`a name is text, got \`${JSON.stringify(param)}\` of \`${key}\``, {
        place: keyPlace,
      })
    const value = isExpression(type, param) ? evaluateAll(written_, scope) : scope.renderOptional(written_)
    if (value !== undefined) values[param] = value
  }
  return judgeParams(name, type, values, written, source.place)
}

function judgeParams(
  name: string,
  type: TaskType,
  values: Readonly<Record<string, unknown>>,
  written: Written,
  place: Place,
): Bound {
  const unknowns = new Map<string, Unknown>()
  const known: Record<string, unknown> = {}
  for (const [param, value] of Object.entries(values)) {
    const found = findUnknown(value)
    // Of a list, the other items are known all the same.
    if (found) unknowns.set(param, Array.isArray(value) ? new Unknown(found.reason, { items: value }) : found)
    else known[param] = value
  }
  const parsed = parse(name, type, known)
  const issues = parsed.success
    ? []
    : parsed.error.issues.filter(issue => !isAboutUnknown(issue, known, unknowns))
  if (issues.length > 0) throw inputErrors(name, type, issues, values, written, place)
  const [unknown] = unknowns.values()
  if (unknown) return { unknown, partial: () => partialParams(type, known, unknowns) }
  return { params: parsed.data as Record<string, unknown> }
}

/** Whether a param has a templated name: a task type that takes any, as `set_fact` does, takes such too. */
function isNamedLate(type: TaskType, key: string): boolean {
  const { catchall } = type.params.def
  return hasTemplate(key) && (catchall as z.ZodType | undefined)?.def.type === 'unknown'
}

/** A schema that throws where it should have said what is wrong is a fault of its task type's. */
function parse(name: string, type: TaskType, params: Readonly<Record<string, unknown>>) {
  try {
    return type.params.safeParse(params)
  } catch (error) {
    throw new TaskTypeError(name, error)
  }
}

/** Each param by itself: a schema gives nothing at all where one of them is missing. */
function partialParams(
  type: TaskType,
  known: Readonly<Record<string, unknown>>,
  unknowns: ReadonlyMap<string, Unknown>,
): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  const { shape } = type.params
  for (const param of new Set([...Object.keys(shape), ...Object.keys(known), ...unknowns.keys()])) {
    const unknown = unknowns.get(param)
    const schema = shape[param] as z.ZodType | undefined
    const data = unknown ? undefined : schema ? schema.safeParse(known[param]).data : known[param]
    if (data !== undefined) params[param] = data
    if (!unknown) continue
    const get = (): never => {
      throw new UnknownValueError(unknown)
    }
    Object.defineProperty(params, param, { get, enumerable: true })
  }
  return params
}

/** What rendering the params will need: their sources, those of expression params tagged as CEL. */
export function paramSources(type: TaskType, source: Source): readonly Source[] {
  const byType = renderedSources.get(source) ?? new Map<TaskType, readonly Source[]>()
  const known = byType.get(type) ?? markSources(type, source)
  renderedSources.set(source, byType.set(type, known))
  return known
}

/** Made once for each task: a host's variables do not change it, and what compiles it is kept by its identity. */
const renderedSources = new WeakMap<Source, Map<TaskType, readonly Source[]>>()

function markSources(type: TaskType, source: Source): readonly Source[] {
  if (source.kind === 'map') {
    return [...source.entries].flatMap(([key, { keyPlace, value }]) => [
      isExpression(type, type.aliases?.[key] ?? key) ? asCel(value) : value,
      ...(isNamedLate(type, key) ? [{ kind: 'scalar', value: key, place: keyPlace } as const] : []),
    ])
  }
  return [
    source.kind === 'scalar' && type.shorthand !== undefined && isExpression(type, type.shorthand)
      ? asCel(source)
      : source,
  ]
}

function asCel(source: Source): Source {
  if (source.kind === 'list') return { ...source, items: source.items.map(asCel) }
  return source.kind === 'scalar' && typeof source.value === 'string' ? { ...source, tag: '!expr' } : source
}

/** Checks params that a composed task type gave, already values. */
export function checkParams(
  name: string,
  type: TaskType,
  params: Readonly<Record<string, unknown>>,
  place: Place,
): Bound {
  return judgeParams(name, type, params, new Map(), place)
}

/** What is wrong with the names of params, whatever their values. */
export function misnamedParams(name: string, type: TaskType, source: Source): InputError[] {
  try {
    const written = nameParams(name, type, source)
    const parsed = type.params.safeParse(
      Object.fromEntries([...written].map(([param]) => [param, undefined])),
    )
    const issues = parsed.success ? [] : parsed.error.issues
    return issues
      .filter(({ code }) => code === 'unrecognized_keys')
      .flatMap(issue => describeIssue(name, type, issue, {}, written, source.place))
  } catch (error) {
    if (error instanceof InputError) return [error]
    throw error
  }
}

function nameParams(name: string, type: TaskType, source: Source): Written {
  if (source.kind === 'list') {
    throw new InputError(`\`${name}\` takes its params as a map, got a list`, { place: source.place })
  }
  if (source.kind === 'scalar') return nameBareParam(name, type, source)
  const written = new Map<string, { keyPlace: Place; value: Source }>()
  for (const [key, entry] of source.entries) {
    const param = type.aliases?.[key] ?? key
    if (written.has(param)) {
      throw new InputError(`\`${key}\` and another name of \`${param}\` are both given to \`${name}\``, {
        place: entry.keyPlace,
        hint: `give \`${param}\` once`,
      })
    }
    written.set(param, entry)
  }
  return written
}

function nameBareParam(name: string, type: TaskType, source: Source & { kind: 'scalar' }): Written {
  if (source.value === null || source.value === '') return new Map()
  if (type.shorthand) return new Map([[type.shorthand, { keyPlace: source.place, value: source }]])
  const isKeyValue = typeof source.value === 'string' && /^\w+=/.test(source.value)
  throw new InputError(`\`${name}\` takes its params as a map, got \`${String(source.value)}\``, {
    place: source.place,
    hint: isKeyValue
      ? `write each \`key=value\` as a line of its own below \`${name}:\`, \`key: value\``
      : `its params are ${Object.keys(type.params.shape).join(', ')}`,
  })
}

/** Expression params hold CEL, or lists of it; each becomes its text and value. */
function evaluateAll(source: Source, scope: Scope): unknown {
  if (source.kind === 'list') return source.items.map(item => evaluateAll(item, scope))
  if (source.kind === 'map') return scope.render(source)
  if (typeof source.value !== 'string') return { text: String(source.value), value: source.value }
  return { text: source.value, value: scope.evaluate(source.value, source.place) }
}

function isExpression(type: TaskType, param: string): boolean {
  const schema = type.params.shape[param]
  if (schema === undefined) return false
  const isMarked = expressions.get(schema) ?? marksExpression(schema)
  expressions.set(schema, isMarked)
  return isMarked
}

const expressions = new WeakMap<object, boolean>()

/** Looks for the brand of `expression()` under optional, list and union wrappings. */
function marksExpression(schema: z.core.$ZodType): boolean {
  const def = (schema as z.ZodType).def as unknown as Readonly<Record<string, unknown>>
  if ((schema as z.ZodType).meta()?.expression === true) return true
  const inner = [def.innerType, def.element, def.in, ...(Array.isArray(def.options) ? def.options : [])]
  return inner.some(part => part !== undefined && marksExpression(part as z.core.$ZodType))
}

/** A rule over several params cannot be judged while one of them is unknown; nor can the unknown one itself. */
function isAboutUnknown(
  issue: z.core.$ZodIssue,
  known: Readonly<Record<string, unknown>>,
  unknowns: ReadonlyMap<string, Unknown>,
): boolean {
  if (unknowns.size === 0) return false
  const param = String(issue.path[0])
  return unknowns.has(param) || (issue.code === 'custom' && !(param in known))
}

function inputErrors(
  name: string,
  type: TaskType,
  issues: readonly z.core.$ZodIssue[],
  values: Readonly<Record<string, unknown>>,
  written: Written,
  place: Place,
): InputErrors {
  return new InputErrors(issues.flatMap(issue => describeIssue(name, type, issue, values, written, place)))
}

function describeIssue(
  name: string,
  type: TaskType,
  issue: z.core.$ZodIssue,
  values: Readonly<Record<string, unknown>>,
  written: Written,
  place: Place,
): InputError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => unknownParam(name, type, key, written.get(key)?.keyPlace ?? place))
  }
  const path = issue.path.map(String)
  const where = placeOf(path, written) ?? place
  const given = path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    values,
  )
  if (path.length === 0) return [new InputError(`\`${name}\`: ${issue.message}`, { place: where })]
  if (given === undefined && path.length === 1) {
    return [
      new InputError(`\`${name}\` needs the param \`${path[0]}\``, {
        place: where,
        hint: describeParam(type, path[0] ?? ''),
      }),
    ]
  }
  // What is wrong with a password may be that it is one.
  const isSecret = (type.params.shape[path[0] ?? ''] as z.ZodType | undefined)?.meta()?.secret === true
  const got = isSecret ? 'something else' : `\`${show(given)}\``
  return [
    new InputError(`\`${path.join('.')}\` of \`${name}\`: ${expectation(issue)}, got ${got}`, {
      place: where,
      hint: describeParam(type, path[0] ?? ''),
    }),
  ]
}

function unknownParam(name: string, type: TaskType, key: string, place: Place): InputError {
  const known = [...Object.keys(type.params.shape), ...Object.keys(type.aliases ?? {})]
  const near = suggest(key, known)
  return new InputError(`\`${name}\` has no param \`${key}\``, {
    place,
    hint: near
      ? `did you mean \`${near}\`?`
      : `its params are ${Object.keys(type.params.shape).join(', ') || 'none'}`,
  })
}

/** zod says of a union only that nothing matched: say what each branch expected. */
function expectation(issue: z.core.$ZodIssue): string {
  // A union that says itself what it expects keeps its word.
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    const branches = issue.errors.flatMap(branch => branch.slice(0, 1)).map(expectation)
    return [...new Set(branches)].join(' or ').replaceAll(' or expected ', ' or ') || issue.message
  }
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^Invalid option: /, '')
    .replace(/, received .*$/, '')
}

function describeParam(type: TaskType, param: string): string | undefined {
  const schema = type.params.shape[param]
  return schema?.description === undefined ? undefined : `\`${param}\`: ${schema.description}`
}

function placeOf(path: readonly string[], written: Written): Place | undefined {
  const [param = '', ...rest] = path
  let source = written.get(param)?.value
  for (const key of rest) {
    const inner: Source | undefined =
      source?.kind === 'map'
        ? source.entries.get(key)?.value
        : source?.kind === 'list'
          ? source.items[Number(key)]
          : undefined
    if (!inner) break
    source = inner
  }
  return source?.place
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
