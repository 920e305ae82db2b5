import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { PlayContext } from '../state/context.ts'
import { asFlag } from '../variables/connection-target.ts'
import { scopeOf } from '../variables/scopes.ts'
import { type Certainty, type Course, type Foreseen, least, noting } from './course.ts'

/** The position in the preflight check of a play. */
export interface Way {
  readonly course: Course
  readonly context: PlayContext
  /** The hosts of the play, all batches. */
  readonly play: readonly Foreseen[]
  /** Whether a `rescue` around waits for what fails. */
  readonly isCaught: boolean
  /** The files that are included around. */
  readonly chain: readonly string[]
}

/** Keywords that are rendered once for all hosts; returns whether the task runs once. */
export async function lookAtOnce(
  { course, context }: Way,
  step: Inherited,
  { host }: Foreseen,
  reach: Certainty,
): Promise<boolean> {
  const { runOnce, throttle } = step
  const scope = scopeOf(context, host, step)
  if (throttle) await noting(course, reach, () => scope.render(throttle))
  if (!runOnce) return false
  const { value } = await noting(course, reach, () => {
    const rendered = scope.render(runOnce)
    return rendered === 'play' || asFlag('run_once', rendered, runOnce.place)
  })
  return value === true
}

/** Does something for hosts that get no further than so; then their certainty is as it was. */
export async function asFarAs(
  hosts: readonly Foreseen[],
  certainty: Certainty | ((foreseen: Foreseen) => Certainty),
  work: () => Promise<void>,
): Promise<void> {
  const bases = hosts.map(foreseen => ({ foreseen, base: foreseen.base }))
  for (const { foreseen, base } of bases)
    foreseen.base = least(base, typeof certainty === 'number' ? certainty : certainty(foreseen))
  await work()
  for (const { foreseen, base } of bases) foreseen.base = base
}
