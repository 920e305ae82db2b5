import { mustBeFlag } from '../../base/flag.ts'
import { InputError, type Place, type Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'

/** Whether a task only checks and does not apply: the value of its own `check_mode`, or that of the whole run. */
export function checkModeOf({ settings }: RunContext, { checkMode }: TaskStep, scope: Scope): boolean {
  if (!checkMode) return settings.isCheckMode
  return asFlag('check_mode', scope.renderOptional(checkMode), checkMode.place)
}

/**
 * Returns the flag that a keyword or setting is set to, also in the spellings of YAML 1.1 and Ansible; false if it is
 * empty. Throws InputError for another value.
 */
export function asFlag(name: string, value: unknown, place?: Place): boolean {
  if (value === undefined || value === null || value === '') return false
  return mustBeFlag(name, value, place)
}

/** Returns the number that a keyword is set to, or the default if it is not set or is `omit`. */
export function numberOr(name: string, source: Source | undefined, scope: Scope, byDefault: number): number {
  const value = source && scope.renderOptional(source)
  return value === undefined ? byDefault : asNumber(name, value, source?.place)
}

/** Converts a rendered keyword to a number of 0 or more. Throws InputError, or UnknownValueError. */
function asNumber(name: string, value: unknown, place?: Place): number {
  if (value instanceof Unknown) throw new UnknownValueError(value)
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (value !== null && typeof value !== 'boolean' && number >= 0) return number
  throw new InputError(`\`${name}\` must be a number, 0 or more, got \`${JSON.stringify(value)}\``, { place })
}
