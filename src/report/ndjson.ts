import type { Reporter } from '../engine/events.ts'

/** One event a line, as JSON, for programs; those of one turn of the event loop in one write. */
export function reportNdjson(write: (text: string) => void): Reporter {
  let text = ''
  const flush = (): void => {
    if (text !== '') write(text)
    text = ''
  }
  return {
    event: event => {
      if (text === '') process.nextTick(flush)
      text += `${JSON.stringify(event).replace(UNSEEN, toEscape)}\n`
    },
    close: async () => flush(),
  }
}

/** What JSON lets through and a terminal might obey. */
const UNSEEN = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

function toEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
}
