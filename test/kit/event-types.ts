import type { RunEvent } from '../../src/engine/state/events.ts'

/** The types of all events. The compiler reports one that is missing. */
const TYPES: Readonly<Record<RunEvent['type'], true>> = {
  'run.start': true,
  'play.start': true,
  'task.start': true,
  'task.output': true,
  'task.retry': true,
  'task.wait': true,
  'task.progress': true,
  'task.pending': true,
  'connect.start': true,
  'connect.end': true,
  'apply.start': true,
  'apply.end': true,
  'task.result': true,
  'task.source': true,
  'task.notify': true,
  'guard.start': true,
  'guard.end': true,
  'task.end': true,
  facts: true,
  warning: true,
  'run.end': true,
}

export const EVENT_TYPES = Object.keys(TYPES)
