import type { MapSource } from '../../errors.ts'
import { isNothing } from '../../yaml/describe.ts'
import { plainName } from '../keywords/collections.ts'
import { STEP_KEYS } from '../keywords/inherit.ts'

const OF_STEPS: readonly string[] = [
  ...STEP_KEYS,
  ...['name', 'loop', 'loop_control', 'register', 'notify', 'listen', 'changed_when', 'failed_when', 'until'],
  ...['retries', 'delay', 'async', 'poll', 'args'],
]

/**
 * Removes keywords without a value (`when:`) from a play or step of a file in the dialect of Ansible, which ignores
 * them.
 */
export function withoutEmptyKeywords(source: MapSource, keys: readonly string[] = OF_STEPS): MapSource {
  if (source.dialect !== 'ansible') return source
  const kept = [...source.entries].filter(
    ([key, { value }]) => !isNothing(value) || !keys.includes(plainName(key)),
  )
  return kept.length === source.entries.size ? source : { ...source, entries: new Map(kept) }
}
