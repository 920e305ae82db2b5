import type { z } from 'zod'
import type { TaskType } from '../../authoring/define.ts'
import type { Written } from '../../authoring/param-errors.ts'
import { VARIABLE_PARAMS } from '../../base/variable-params.ts'
import { InputError, type MapSource, type Place, type ScalarSource, type Source } from '../../errors.ts'
import { isRendered } from '../../evaluation/language.ts'

/**
 * Returns the params of a task as written, except for a template of more params. Throws InputError if they are not a map,
 * or if one is given twice.
 */
export function writtenParams(name: string, type: TaskType, source: Source): Written {
  if (source.kind === 'list') {
    throw new InputError(`\`${name}\` takes its params as a map, got a list`, { place: source.place })
  }
  if (source.kind === 'scalar') return shorthandParam(name, type, source)
  const written = new Map<string, { keyPlace: Place; value: Source }>()
  for (const [key, entry] of source.entries) {
    if (key === VARIABLE_PARAMS) continue
    const param = type.aliases?.[key] ?? key
    if (written.has(param)) {
      throw new InputError(`\`${name}\` has the same param twice, as \`${key}\` and as \`${param}\``, {
        place: entry.keyPlace,
        hint: `give \`${param}\` once`,
      })
    }
    written.set(param, entry)
  }
  return written
}

function shorthandParam(name: string, type: TaskType, source: Source & { kind: 'scalar' }): Written {
  if (source.value === null || source.value === '') return new Map()
  if (type.shorthand) return new Map([[type.shorthand, { keyPlace: source.place, value: source }]])
  const isKeyValue = typeof source.value === 'string' && /^\w+=/.test(source.value)
  throw new InputError(`\`${name}\` takes its params as a map, got \`${String(source.value)}\``, {
    place: source.place,
    hint: isKeyValue
      ? `write each \`key=value\` on its own line below \`${name}:\`, as \`key: value\``
      : `its params are ${Object.keys(type.params.shape).join(', ')}`,
  })
}

/** Returns the sources that rendering the params reads. Those of expression params are tagged as expressions. */
export function paramSources(type: TaskType, source: Source): readonly Source[] {
  const byType = renderedSources.get(source) ?? new Map<TaskType, readonly Source[]>()
  const known = byType.get(type) ?? sourcesOf(type, source)
  renderedSources.set(source, byType.set(type, known))
  return known
}

/**
 * Cached per task: the sources do not depend on the host, and compiled templates are cached by the identity of their
 * source.
 */
const renderedSources = new WeakMap<Source, Map<TaskType, readonly Source[]>>()

function sourcesOf(type: TaskType, source: Source): readonly Source[] {
  if (source.kind === 'map') {
    return [...source.entries].flatMap(([key, { keyPlace, value }]) => {
      const late = templatedName(type, source, key, keyPlace)
      return [
        isExpression(type, type.aliases?.[key] ?? key) ? asExpression(value) : value,
        ...(late ? [late] : []),
      ]
    })
  }
  return [
    source.kind === 'scalar' && type.shorthand !== undefined && isExpression(type, type.shorthand)
      ? asExpression(source)
      : source,
  ]
}

function asExpression(source: Source): Source {
  if (source.kind === 'list') return { ...source, items: source.items.map(asExpression) }
  return source.kind === 'scalar' && typeof source.value === 'string' ? { ...source, tag: '!expr' } : source
}

/**
 * Returns the name of a param as a source if it contains a template and the task type accepts any names, as
 * `set_fact` does.
 */
export function templatedName(
  type: TaskType,
  { dialect }: Pick<MapSource, 'dialect'>,
  name: string,
  place: Place,
): ScalarSource | undefined {
  const { catchall } = type.params.def
  if ((catchall as z.ZodType | undefined)?.def.type !== 'unknown') return undefined
  const source: ScalarSource = { kind: 'scalar', value: name, place, ...(dialect ? { dialect } : {}) }
  return isRendered(source) ? source : undefined
}

/** Whether a param is declared with `expression()`, so that its value is CEL. */
export function isExpression(type: TaskType, param: string): boolean {
  const schema = type.params.shape[param]
  if (schema === undefined) return false
  const isBranded = expressions.get(schema) ?? hasExpressionBrand(schema)
  expressions.set(schema, isBranded)
  return isBranded
}

/** How Ansible's dialect evaluates an expression param, from the metadata of its schema. */
export interface ExpressionMeta {
  /** True if it is a condition, which is true or false for a value of any type. */
  readonly isCondition?: boolean
  /** The value to use if the expression refers to something that does not exist. Absent: that is an error. */
  readonly missing?: string
}

/** Returns the metadata of an expression param. */
export function expressionMeta(type: TaskType, param: string): ExpressionMeta {
  const schema = type.params.shape[param] as z.ZodType | undefined
  return (schema?.meta() ?? {}) as ExpressionMeta
}

const expressions = new WeakMap<object, boolean>()

/** Whether a schema is made by `expression()`, also inside optional, list and union schemas. */
function hasExpressionBrand(schema: z.core.$ZodType): boolean {
  const def = (schema as z.ZodType).def as unknown as Readonly<Record<string, unknown>>
  if ((schema as z.ZodType).meta()?.expression === true) return true
  const inner = [def.innerType, def.element, def.in, ...(Array.isArray(def.options) ? def.options : [])]
  return inner.some(part => part !== undefined && hasExpressionBrand(part as z.core.$ZodType))
}
