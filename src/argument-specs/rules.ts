import { Unknown } from '../values/unknown.ts'
import type { Rules } from './option.ts'
import { isSame, pythonText } from './python.ts'

/** A rule about several options that the given values violate. */
interface BrokenRule {
  readonly message: string
  /** The option that the message is about. */
  readonly name: string
  /** Whether that option is absent. */
  readonly isMissing: boolean
}

type Values = ReadonlyMap<string, unknown>

/**
 * Returns the rules that the values violate, with ansible-core's messages, which do not contain values of secret
 * options.
 */
export function brokenRules(
  rules: Partial<Rules> | undefined,
  values: Values,
  isSecret: (name: string) => boolean,
): BrokenRule[] {
  if (!rules) return []
  const { exclusive = [], together = [], oneOf = [], conditional = [], by = new Map() } = rules
  return [
    ...exclusive.flatMap(group => brokenExclusive(group, values)),
    ...together.flatMap(group => brokenTogether(group, values)),
    ...oneOf.flatMap(group => brokenOneOf(group, values)),
    ...conditional.flatMap(rule => brokenConditional(rule, values, isSecret)),
    ...[...by].flatMap(([name, needs]) => brokenBy(name, needs, values)),
  ]
}

/** Whether an option is certainly given. A value that is not known yet may turn out to be absent. */
function isGiven(values: Values, name: string): boolean {
  return values.has(name) && !(values.get(name) instanceof Unknown)
}

function brokenExclusive(group: readonly string[], values: Values): BrokenRule[] {
  const [, second] = [...new Set(group)].filter(name => isGiven(values, name))
  if (second === undefined) return []
  const message = `parameters are mutually exclusive: ${group.join('|')}`
  return [{ message, name: second, isMissing: false }]
}

function brokenTogether(group: readonly string[], values: Values): BrokenRule[] {
  const missing = group.find(name => !values.has(name))
  if (missing === undefined || !group.some(name => isGiven(values, name))) return []
  return [
    { message: `parameters are required together: ${group.join(', ')}`, name: missing, isMissing: true },
  ]
}

function brokenOneOf(group: readonly string[], values: Values): BrokenRule[] {
  if (group.some(name => values.has(name))) return []
  const message = `one of the following is required: ${group.join(', ')}`
  return [{ message, name: group[0] ?? '', isMissing: true }]
}

function brokenConditional(
  { name, value, needs, isAnyEnough }: Rules['conditional'][number],
  values: Values,
  isSecret: (name: string) => boolean,
): BrokenRule[] {
  if (!isGiven(values, name) || !isSame(values.get(name), value)) return []
  const missing = needs.filter(each => !values.has(each))
  const [first] = missing
  if (first === undefined || (isAnyEnough && missing.length < needs.length)) return []
  const shown = isSecret(name) ? 'a value that is not shown' : pythonText(value)
  const which = isAnyEnough ? 'any' : 'all'
  const message = `${name} is ${shown} but ${which} of the following are missing: ${missing.join(', ')}`
  return [{ message, name: first, isMissing: true }]
}

function brokenBy(name: string, needs: readonly string[], values: Values): BrokenRule[] {
  const isThere = (each: string): boolean => values.has(each) && values.get(each) !== null
  if (!isGiven(values, name) || !isThere(name)) return []
  const missing = needs.filter(each => !isThere(each))
  const [first] = missing
  if (first === undefined) return []
  const message = `missing parameter(s) required by '${name}': ${missing.join(', ')}`
  return [{ message, name: first, isMissing: true }]
}
