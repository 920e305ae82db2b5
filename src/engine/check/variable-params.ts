import type { TaskType } from '../../authoring/define.ts'
import { floatJson } from '../../base/float-json.ts'
import { VARIABLE_PARAMS } from '../../base/variable-params.ts'
import { InputError, type ScalarSource, type Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import { isList, isMap, kindOf } from '../../values/plain.ts'
import { Unknown } from '../../values/unknown.ts'
import { isExpression } from './written-params.ts'

/**
 * Returns the params that a task gets from a template of a map, such as `args: "{{ options }}"`. If the map is unknown,
 * all params are. `evaluate` evaluates an expression param. A value that is not a map is used as the shorthand param of
 * the task type. Throws InputError if it has none.
 */
export function variableParams(
  name: string,
  type: TaskType,
  source: Source,
  {
    scope,
    evaluate,
  }: { readonly scope: Scope; readonly evaluate: (param: string, source: Source) => unknown },
): Record<string, unknown> {
  const template = source.kind === 'map' ? source.entries.get(VARIABLE_PARAMS)?.value : undefined
  if (source.kind !== 'map' || template?.kind !== 'scalar') return {}
  const value = scope.render(template)
  if (value instanceof Unknown)
    return Object.fromEntries(Object.keys(type.params.shape).map(param => [param, value]))
  if (isMap(value)) {
    const params = Object.entries(value).map(([key, each]) => {
      const param = type.aliases?.[key] ?? key
      const part = isExpression(type, param) ? partOf(template, key, each) : undefined
      return [param, part ? evaluate(param, part) : each] as const
    })
    return Object.fromEntries(params)
  }
  if (type.shorthand !== undefined && source.entries.size === 1) return { [type.shorthand]: value }
  throw new InputError(`\`${name}\` takes its params as a map, got ${kindOf(value)}`, {
    place: template.place,
    ansibleMessage: `invalid or malformed argument: '${typeof value === 'string' ? value : floatJson(value)}'`,
  })
}

/** Returns a template for one param of the map. Rendered alone, it is checked for text from hosts as any condition is. */
function partOf(template: ScalarSource, key: string, value: unknown): Source | undefined {
  const [, expression] = /^\{\{(.*)\}\}$/s.exec(String(template.value).trim()) ?? []
  if (expression === undefined) return undefined
  const part = `(${expression})[${JSON.stringify(key)}]`
  const source = (text: string): ScalarSource => ({ ...template, value: `{{ ${text} }}` })
  if (!isList(value)) return source(part)
  return { kind: 'list', items: value.map((_, index) => source(`${part}[${index}]`)), place: template.place }
}
