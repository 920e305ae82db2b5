import type { z } from 'zod'
import type { CheckedParams } from '../../authoring/param-errors.ts'
import { pythonTypeName } from '../../functions/python/text.ts'
import { innermostIssues } from './innermost-issues.ts'

/**
 * Returns the `msg` of Ansible's module for wrong params, such as `missing required arguments: path`; undefined if
 * Ansible has no general message for the issue. A schema can set the message of a rule over several params as
 * `ansibleMessage` in the `params` of the rule.
 */
export function ansibleMessage(
  { name, type, values }: GivenParams,
  issues: readonly z.core.$ZodIssue[],
): string | undefined {
  const [rule] = innermostIssues(issues).flatMap(ruleMessage)
  if (rule !== undefined) return rule
  const missing = issues.filter(({ path }) => path.length === 1 && values[String(path[0])] === undefined)
  if (missing.length > 0) {
    const names = missing.map(({ path }) => String(path[0])).sort()
    return `missing required arguments: ${names.join(', ')}`
  }
  const [wrong] = issues.flatMap(issue => wrongValue(values, issue) ?? [])
  if (wrong !== undefined) return wrong
  const unknown = issues.flatMap(issue => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  if (unknown.length === 0) return undefined
  const supported = Object.keys(type.params.shape).sort().join(', ')
  const module_ = name.replace(/^ansible\.(builtin|legacy)\./, '')
  return `Unsupported parameters for (${module_}) module: ${unknown.sort().join(', ')}. Supported parameters include: ${supported}.`
}

/** The rendered params of a task, and the schema of its task type. */
interface GivenParams extends Pick<CheckedParams, 'name' | 'values'> {
  readonly type: { readonly params: { readonly shape: object } }
}

function ruleMessage(issue: z.core.$ZodIssue): string | [] {
  const message = issue.code === 'custom' ? issue.params?.ansibleMessage : undefined
  return typeof message === 'string' ? message : []
}

function wrongValue(values: CheckedParams['values'], issue: z.core.$ZodIssue): string | undefined {
  const [param, ...inner] = issue.path.map(String)
  if (param === undefined || inner.length > 0) return undefined
  const value = values[param]
  if (issue.code === 'invalid_value')
    return `value of ${param} must be one of: ${[...issue.values].map(String).sort().join(', ')}, got: ${String(value)}`
  const wanted = wantedType(issue)
  if (wanted === undefined) return undefined
  return `argument '${param}' is of type <class '${pythonTypeName(value)}'> and we were unable to convert to ${wanted}`
}

/** Returns Ansible's name for the type that a schema expected. */
function wantedType(issue: z.core.$ZodIssue): string | undefined {
  const [wanted] = innermostIssues([issue]).flatMap(inner =>
    inner.code === 'invalid_type' ? (TYPES[inner.expected] ?? []) : [],
  )
  return wanted
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'list',
  boolean: 'bool',
  number: 'int',
  record: 'dict',
  object: 'dict',
}
