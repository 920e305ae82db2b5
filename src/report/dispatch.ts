import type { RunEvent } from '../engine/state/events.ts'

/** What a reporter does with each type of event; an event of any other type is passed over. */
export type EventHandlers = {
  readonly [Type in RunEvent['type']]?: (event: Extract<RunEvent, { type: Type }>) => void
}

/** Gives an event to the handler of its type. */
export function dispatch(handlers: EventHandlers, event: RunEvent): void {
  const handle = handlers[event.type] as ((event: RunEvent) => void) | undefined
  handle?.(event)
}
