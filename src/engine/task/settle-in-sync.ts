import type { InSync } from '../../authoring/plan.ts'
import type { Acting } from '../state/acting.ts'
import { growInventory } from '../state/grow-inventory.ts'
import type { Result } from '../state/result.ts'
import { inSyncResult } from './plan-result.ts'

/** The result of a host that is as described, after what it adds to the inventory was added. Throws InputError or UnknownValueError. */
export function settleInSync({ context, step, host }: Acting, inSync: InSync): Result {
  if (inSync.inventory) growInventory(context.run, host, inSync.inventory, step.place)
  return inSyncResult(inSync)
}
