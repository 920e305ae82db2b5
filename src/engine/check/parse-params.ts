import { z } from 'zod'
import { withoutFloats } from '../../base/float.ts'
import { flagsOfAnsible } from './flags-of-ansible.ts'
import { withFloatsTaken } from './floats-in-params.ts'
import { numbersAsText } from './numbers-as-text.ts'
import { relativePaths } from './relative-paths.ts'

type Values = Readonly<Record<string, unknown>>
type Conversion = (values: Values, issues: readonly z.core.$ZodIssue[]) => Values

/**
 * Parses params. In the dialect of Ansible, values that the schema refuses are first converted as Ansible's modules
 * convert them. Task types get floats as numbers, unless their schema has `keepsFloats`.
 */
export function parseParams<T>(
  schema: z.ZodType<T>,
  values: Values,
  isAnsible: boolean,
): z.ZodSafeParseResult<T> {
  const parsed = parseConverted(schema, values, isAnsible)
  if (!parsed.success || keepsFloats({ params: schema })) return parsed
  return { ...parsed, data: withoutFloats(parsed.data) as T }
}

/** Parses one param with its schema; undefined if the value is refused. */
export function parseParam(schema: z.ZodType, value: unknown, isAnsible: boolean): unknown {
  const asGiven = schema.safeParse(value)
  if (asGiven.success) return asGiven.data
  return parseConverted(z.object({ value: schema }), { value }, isAnsible).data?.value
}

/**
 * Whether a task type gets `1.0` as a Float instead of the number 1. Task types that only pass values on need this,
 * such as `set_fact`.
 */
export function keepsFloats({ params }: { readonly params: z.ZodType }): boolean {
  return params.meta()?.keepsFloats === true
}

function parseConverted<T>(
  schema: z.ZodType<T>,
  values: Values,
  isAnsible: boolean,
): z.ZodSafeParseResult<T> {
  let given = values
  let parsed = schema.safeParse(given)
  const floats: Conversion = (all, issues) => withFloatsTaken(all, issues, isAnsible)
  for (const convert of isAnsible ? [floats, ...CONVERSIONS] : [floats]) {
    if (parsed.success) return parsed
    const converted = convert(given, parsed.error.issues)
    if (converted === given) continue
    given = converted
    parsed = schema.safeParse(given)
  }
  return isAnsible && !parsed.success ? withTaken(schema, given, parsed) : parsed
}

/**
 * Parses params without the optional ones that Ansible accepts but Drover's own dialect refuses, and adds those
 * unchanged. A rule marks such a param with `isTakenByAnsible`.
 */
function withTaken<T>(
  schema: z.ZodType<T>,
  values: Values,
  refused: z.ZodSafeParseError<T>,
): z.ZodSafeParseResult<T> {
  const taken = refused.error.issues
    .filter(issue => issue.code === 'custom' && issue.params?.isTakenByAnsible === true)
    .map(({ path: [name] }) => String(name))
  if (taken.length === 0) return refused
  const [kept, others] = splitBy(values, taken)
  const parsed = schema.safeParse(others)
  return parsed.success ? { ...parsed, data: { ...parsed.data, ...kept } } : parsed
}

/** Splits params into those with these names and the others. */
function splitBy(values: Values, names: readonly string[]): [Values, Values] {
  const entries = Object.entries(values)
  const isNamed = ([name]: readonly [string, unknown]): boolean => names.includes(name)
  return [
    Object.fromEntries(entries.filter(isNamed)),
    Object.fromEntries(entries.filter(entry => !isNamed(entry))),
  ]
}

/**
 * The conversions in their order: each gets the result of the previous one, and returns the same object if it
 * converts nothing.
 */
const CONVERSIONS: readonly Conversion[] = [withoutNulls, flagsOfAnsible, numbersAsText, relativePaths]

/**
 * Removes params that are null although the schema refuses null: Ansible's modules treat them as not given, except if
 * the param expects one of certain words.
 */
function withoutNulls(values: Values, issues: readonly z.core.$ZodIssue[]): Values {
  const refused = issues.filter(({ code }) => code !== 'invalid_value').map(({ path: [name] }) => name)
  const nulls = new Set(refused.filter(name => values[String(name)] === null))
  if (nulls.size === 0) return values
  return Object.fromEntries(Object.entries(values).filter(([name]) => !nulls.has(name)))
}
