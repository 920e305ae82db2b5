import { escapeControl } from '../base/escape-control.ts'
import type { TaskResultEvent } from '../engine/state/events.ts'

/** What a command printed, both streams under their names; empty if it printed nothing. Shown with `-v`. */
export function streamLines({ outputs }: TaskResultEvent): string[] {
  const [stdout, stderr] = [textIn(outputs.stdout), textIn(outputs.stderr)]
  return [...named('stdout', stdout), ...named('stderr', stderr)]
}

/** Whether a failure's message holds all that was printed already. */
export function showsStreams({ message = '', outputs }: TaskResultEvent): boolean {
  return [outputs.stdout, outputs.stderr].every(stream => message.includes(textIn(stream)))
}

function textIn(stream: unknown): string {
  return typeof stream === 'string' ? stream.trimEnd() : ''
}

function named(name: string, text: string): string[] {
  return text === ''
    ? []
    : [
        `${name}:`,
        ...escapeControl(text)
          .split('\n')
          .map(line => `  ${line}`),
      ]
}
