import { InputError } from '../../errors.ts'
import type { Acting } from '../state/acting.ts'
import type { HostState } from '../state/host-state.ts'

/** The host that `delegate_to` names. Throws InputError if the inventory has none of that name. */
export function delegateOf({ context, step, scope }: Acting): HostState | undefined {
  if (!step.delegateTo) return undefined
  const rendered = scope.renderOptional(step.delegateTo)
  if (rendered === undefined) return undefined
  const name = String(rendered)
  const { run } = context
  const found =
    run.hosts.get(name) ?? (['localhost', '127.0.0.1', '::1'].includes(name) ? run.localhost : undefined)
  if (found) return found
  throw new InputError(`\`delegate_to\` names \`${name}\`, which is not in the inventory`, {
    place: step.delegateTo.place,
    hint: 'add it to the inventory, if necessary in a group that no play uses',
  })
}
