import { jsonText } from '../base/escape-control.ts'
import type { Reporter } from '../engine/state/reporter.ts'

/** Reports each event as a line of JSON, for programs. Events of one turn of the event loop are written at once. */
export function reportNdjson(write: (text: string) => void): Reporter {
  let text = ''
  const flush = (): void => {
    if (text !== '') write(text)
    text = ''
  }
  return {
    event: event => {
      if (text === '') process.nextTick(flush)
      // safety: NDJSON output escapes control characters
      text += `${jsonText(event)}\n`
    },
    close: async () => flush(),
  }
}
