import type { MapSource } from '../../errors.ts'
import { isTaskType, type Reading } from '../keywords/context.ts'
import type { Inherited } from '../keywords/inherit.ts'
import { keywordsOf } from '../keywords/keywords.ts'
import { withUsers } from '../roles/role.ts'
import { withoutAction } from './action.ts'
import { withoutEmptyKeywords } from './empty-keywords.ts'
import { withoutInclude } from './include.ts'
import { withoutIncludeArgs } from './include-args.ts'
import { withoutLoopForms } from './loops/read-loop.ts'
import { withoutOldKeywords } from './old-keywords.ts'

/**
 * Rewrites a task, block or include in Ansible's everyday forms to Drover's keywords: `action`, `local_action`,
 * `with_items` and the other loops, `include`, `sudo`. Values keep their places. Throws InputError for forms that
 * contradict each other.
 */
export function desugarStep(source: MapSource, outer: Inherited, reading: Reading): MapSource {
  const isOwn = (key: string): boolean => isTaskType(key, reading)
  const roots = { roles: withUsers(outer.role), playbook: reading.playbookDir }
  const plain = withoutLoopForms(withoutOldKeywords(withoutEmptyKeywords(source), reading), roots)
  const named = isOwn('action') || isOwn('local_action') ? plain : withoutAction(plain)
  const entries = keywordsOf(named)
  if (entries.has('args') && !entries.has('include')) return withoutIncludeArgs({ ...named, entries })
  if (!entries.has('include') || isOwn('include')) return named
  return withoutInclude({ ...named, entries }, (outer.inclusions ?? 0) > 0)
}
