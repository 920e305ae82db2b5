import { parseAnsibleFlag } from '../../base/flag.ts'
import type { Source } from '../../errors.ts'
import { isRendered } from '../../evaluation/language.ts'
import type { Keywords } from '../../playbook/keywords/keywords.ts'
import { isSecret } from '../../yaml/describe.ts'

/** The text of a scalar that is no template, expression or secret; a number as it is written in YAML. */
export function constantText(source: Source | undefined): string | undefined {
  if (source?.kind !== 'scalar' || source.value === null) return undefined
  if (isSecret(source) || source.tag === '!expr' || isRendered(source)) return undefined
  return String(source.value)
}

/** Whether a value is true as written, and no template. */
export function isOn(source: Source | undefined): boolean {
  return source?.kind === 'scalar' && parseAnsibleFlag(source.value) === true
}

/** Whether a value is false as written, and no template. */
export function isOff(source: Source | undefined): boolean {
  return source?.kind === 'scalar' && parseAnsibleFlag(source.value) === false
}

/** The entries of a map; none of anything else. */
export function entriesOf(source: Source | undefined): [string, NonNullable<ReturnType<Keywords['get']>>][] {
  return source?.kind === 'map' ? [...source.entries] : []
}

/** The items of a list; none of anything else. */
export function listOf(source: Source | undefined): readonly Source[] {
  return source?.kind === 'list' ? source.items : []
}
