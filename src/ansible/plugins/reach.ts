import type { Reach } from '../../functions/controller.ts'
import { attachedTo } from '../../values/lazy.ts'
import type { Calls } from '../jinja/frame.ts'

/** What a function may read in addition to its values; undefined if the template is rendered without a task. */
export function reachOf({ context }: Calls): Omit<Reach, 'missing'> | undefined {
  const make = context.variables && attachedTo(context.variables)
  return typeof make === 'function' ? make() : undefined
}
