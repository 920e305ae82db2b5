import { escapeControl } from '../base/escape-control.ts'
import type { TaskResultEvent } from '../engine/state/events.ts'

/** Returns the output of a command, each stream below its name; empty if there is none. Shown with `-v`. */
export function streamLines({ outputs }: TaskResultEvent): string[] {
  const [stdout, stderr] = [textIn(outputs.stdout), textIn(outputs.stderr)]
  return [...named('stdout', stdout), ...named('stderr', stderr)]
}

/** Returns whether the message of a failure already contains the whole output. */
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
