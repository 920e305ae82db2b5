import type { Reporter } from '../engine/events.ts'

/** The reporter of that kind; each is loaded only when it is chosen. */
export async function chooseReporter(
  kind: 'tree' | 'lines' | 'ndjson',
  options: { stream: NodeJS.WritableStream },
): Promise<Reporter> {
  if (kind === 'ndjson')
    return { event: event => void options.stream.write(`${JSON.stringify(event)}\n`), close: async () => {} }
  return {
    event: event => {
      if (event.type === 'play.start') options.stream.write(`PLAY ${event.play}\n`)
      if (event.type === 'task.start') options.stream.write(`TASK ${event.name} (${event.task})\n`)
      if (event.type === 'task.result')
        options.stream.write(
          `  ${event.status} ${event.host} ${event.item ?? ''} ${event.message ?? ''} ${event.hint ?? ''} ${event.changes.map(c => c.action + ' ' + c.resource + ' ' + JSON.stringify(c.before) + ' -> ' + JSON.stringify(c.after)).join('; ')}\n`,
        )
      if (event.type === 'run.end') options.stream.write(`${JSON.stringify(event, null, 1)}\n`)
    },
    close: async () => {},
  }
}
