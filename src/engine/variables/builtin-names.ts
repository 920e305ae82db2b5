import { GIVEN_NAMES } from '../../base/builtin-names.ts'
import { InputError, showPlace } from '../../errors.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { warnOnce } from '../state/play-state.ts'
import type { Result } from '../state/result.ts'
import { taskName } from '../steps/task-name.ts'
import { layerOn } from './loop-layers.ts'

/** Warns of variables in the inventory that have no effect, because Drover sets variables with these names itself. */
export function warnOfGiven(context: PlayContext): void {
  const layers = new Set(context.batch.flatMap(host => host.inventory.layers))
  for (const { vars } of layers) {
    for (const name of GIVEN_NAMES) {
      const source = vars.get(name)
      if (source)
        warnOnce(
          context,
          `\`${name}\` in the inventory (${showPlace(source.place)}) is ignored: Drover sets this variable itself`,
        )
    }
  }
}

/** Warns of a loop whose loop variable hides that of a surrounding include or block. */
export function warnOfHidden(context: PlayContext, step: TaskStep, host: HostState): void {
  const { loopVar, indexVar } = step.loopControl
  const outer = new Map(
    (step.includeParams ?? []).flatMap(params =>
      [...layerOn(host, params).keys()].map(
        name => [name, 'byHost' in params ? 'block' : 'include'] as const,
      ),
    ),
  )
  for (const name of [loopVar, indexVar]) {
    const around = name !== undefined && outer.get(name)
    if (!around) continue
    const key = name === loopVar ? 'loop_var' : 'index_var'
    warnOnce(
      context,
      `the loop of \`${taskName(step, undefined)}\` (${showPlace(step.place)}) hides the \`${name}\` of the ${around} around it: choose another name with \`loop_control: {${key}: …}\``,
    )
  }
}

/** Throws InputError if a task would set a variable that Drover sets itself. */
export function refuseGiven(step: TaskStep, { variables }: Result): void {
  for (const name of Object.keys(variables ?? {})) {
    if (!GIVEN_NAMES.has(name)) continue
    throw new InputError(`\`${step.type}\` cannot set \`${name}\`: Drover sets this variable itself`, {
      place: step.params.place,
      hint: 'choose another name',
    })
  }
}
