import type { z } from 'zod'
import { floatJson } from '../base/float-json.ts'
import { shorten } from '../base/shorten.ts'
import { suggest } from '../base/suggest.ts'
import { InputError, type Place, type Source } from '../errors.ts'
import type { TaskType } from './define.ts'

/** The params of a task as written, under the task type's own names. */
export type Written = ReadonlyMap<string, { readonly keyPlace: Place; readonly value: Source }>

/** The fields of a task type that describe its params. */
type WithParams = Pick<TaskType, 'params' | 'aliases' | 'unsupported'>

/** Params that were checked against the schema of their task type. */
export interface CheckedParams {
  readonly name: string
  readonly type: TaskType
  readonly values: Readonly<Record<string, unknown>>
  readonly written: Written
  /** Where the task is written. */
  readonly place: Place
  /** Whether the task is written in the dialect of Ansible. */
  readonly isAnsible: boolean
}

/** Converts an issue that a schema found to errors with places. */
export function paramErrors(
  {
    name,
    type,
    values,
    written,
    place,
  }: Omit<CheckedParams, 'type' | 'isAnsible'> & { readonly type: WithParams },
  issue: z.core.$ZodIssue,
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
  // The value of a secret is not shown in the error.
  const isSecret = (type.params.shape[path[0] ?? ''] as z.ZodType | undefined)?.meta()?.secret === true
  const got = isSecret ? 'something else' : `\`${show(given)}\``
  const isForText = isText(issue) && ['number', 'boolean'].includes(typeof given) && !isSecret
  return [
    new InputError(`\`${path.join('.')}\` of \`${name}\`: ${expectation(issue)}, got ${got}`, {
      place: where,
      hint: isForText ? `put it in quotes: \`"${String(given)}"\`` : describeParam(type, path[0] ?? ''),
    }),
  ]
}

function unknownParam(name: string, type: WithParams, key: string, place: Place): InputError {
  const { unsupported = {} } = type
  const instead = Object.hasOwn(unsupported, key) ? unsupported[key] : undefined
  if (instead !== undefined)
    return new InputError(`\`${name}\` does not have Ansible's param \`${key}\``, { place, hint: instead })
  const known = [...Object.keys(type.params.shape), ...Object.keys(type.aliases ?? {})]
  const near = suggest(key, known)
  return new InputError(`\`${name}\` has no param \`${key}\``, {
    place,
    hint: near
      ? `did you mean \`${near}\`?`
      : `its params are ${Object.keys(type.params.shape).join(', ') || 'none'}`,
  })
}

/**
 * Returns what was expected, in words. For a union, zod reports only that nothing matched: the result says what each
 * branch expected.
 */
function expectation(issue: z.core.$ZodIssue): string {
  // A union with a message of its own keeps it.
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    const branches = issue.errors.flatMap(branch => branch.slice(0, 1)).map(expectation)
    return [...new Set(branches)].join(' or ').replaceAll(' or expected ', ' or ') || issue.message
  }
  if (isText(issue)) return 'expected text'
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^Invalid option: /, '')
    .replace(/, received .*$/, '')
}

function isText(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'string'
}

function describeParam(type: WithParams, param: string): string | undefined {
  const schema = type.params.shape[param]
  return schema?.description === undefined ? undefined : `\`${param}\`: ${schema.description}`
}

function placeOf(path: readonly string[], written: Written): Place | undefined {
  const [param = '', ...rest] = path
  let source = written.get(param)?.value
  for (const key of rest) {
    const inner = source && partOf(source, key)
    if (!inner) break
    source = inner
  }
  return source?.place
}

function partOf(source: Source, key: string): Source | undefined {
  if (source.kind === 'map') return source.entries.get(key)?.value
  return source.kind === 'list' ? source.items[Number(key)] : undefined
}

function show(value: unknown): string {
  const text = typeof value === 'string' || value === undefined ? String(value) : floatJson(value)
  return shorten(text, 80)
}
