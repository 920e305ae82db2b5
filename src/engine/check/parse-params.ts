import type { z } from 'zod'
import { withoutFloats } from '../../base/float.ts'
import { flagsOfAnsible } from './flags-of-ansible.ts'
import { withFloatsTaken } from './floats-in-params.ts'
import { numbersAsText } from './numbers-as-text.ts'
import { relativePaths } from './relative-paths.ts'

type Values = Readonly<Record<string, unknown>>
type Conversion = (values: Values, issues: readonly z.core.$ZodIssue[]) => Values

/**
 * Parses params; in the dialect of Ansible, what the schema refuses is converted first, as Ansible's modules take it. Task types get
 * floats as numbers, unless their schema says `keepsFloats`.
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

/** Whether a task type gets `1.0` as a Float, and not as the number 1: one that hands its params on, such as `set_fact`. */
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
  return parsed
}

/** In their order: each gets what the one before has left, and gives the same object if there is nothing to convert. */
const CONVERSIONS: readonly Conversion[] = [withoutNulls, flagsOfAnsible, numbersAsText, relativePaths]

/** The params without those that are null although a schema refuses that: Ansible's modules take them as not given, unless one of some words is expected. */
function withoutNulls(values: Values, issues: readonly z.core.$ZodIssue[]): Values {
  const refused = issues.filter(({ code }) => code !== 'invalid_value').map(({ path: [name] }) => name)
  const nulls = new Set(refused.filter(name => values[String(name)] === null))
  if (nulls.size === 0) return values
  return Object.fromEntries(Object.entries(values).filter(([name]) => !nulls.has(name)))
}
