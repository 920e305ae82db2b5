import type { RunEvent } from '../engine/state/events.ts'

/** The handlers of a reporter by type of event; events of other types are ignored. */
export type EventHandlers = {
  readonly [Type in RunEvent['type']]?: (event: Extract<RunEvent, { type: Type }>) => void
}

/** Calls the handler for the type of an event. */
export function dispatch(handlers: EventHandlers, event: RunEvent): void {
  const handle = handlers[event.type] as ((event: RunEvent) => void) | undefined
  handle?.(event)
}
