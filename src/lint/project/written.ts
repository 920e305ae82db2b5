import { parseAnsibleFlag } from '../../base/flag.ts'
import type { Source } from '../../errors.ts'
import { isRendered } from '../../evaluation/language.ts'
import type { Keywords } from '../../playbook/keywords/keywords.ts'
import { isSecret } from '../../yaml/describe.ts'

/** Returns the text of a scalar that is not a template, expression or secret; a number or boolean as a string. */
export function constantText(source: Source | undefined): string | undefined {
  if (source?.kind !== 'scalar' || source.value === null) return undefined
  if (isSecret(source) || source.tag === '!expr' || isRendered(source)) return undefined
  return String(source.value)
}

/** Returns whether a value is true as written; false for a template. */
export function isOn(source: Source | undefined): boolean {
  return source?.kind === 'scalar' && parseAnsibleFlag(source.value) === true
}

/** Returns whether a value is false as written; false for a template. */
export function isOff(source: Source | undefined): boolean {
  return source?.kind === 'scalar' && parseAnsibleFlag(source.value) === false
}

/** Returns the entries of a map; none for anything else. */
export function entriesOf(source: Source | undefined): [string, NonNullable<ReturnType<Keywords['get']>>][] {
  return source?.kind === 'map' ? [...source.entries] : []
}

/** Returns the items of a list; none for anything else. */
export function listOf(source: Source | undefined): readonly Source[] {
  return source?.kind === 'list' ? source.items : []
}
