import type { TaskResultEvent } from '../engine/state/events.ts'

/** A result's status as people read it: what a dry run says of a change is that it would be made. */
export function statusWord({ status, isPredicted }: Pick<TaskResultEvent, 'status' | 'isPredicted'>): string {
  return status === 'changed' && isPredicted ? 'would change' : status
}
