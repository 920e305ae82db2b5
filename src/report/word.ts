import type { TaskResultEvent } from '../engine/state/events.ts'

/** Returns the word for a result's status: a predicted change is `would change`. */
export function statusWord({ status, isPredicted }: Pick<TaskResultEvent, 'status' | 'isPredicted'>): string {
  return status === 'changed' && isPredicted ? 'would change' : status
}
