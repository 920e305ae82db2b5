import type { Reporter } from '../engine/events.ts'

/** One event a line, as JSON, for programs. */
export function reportNdjson(write: (text: string) => void): Reporter {
  return {
    event: event => write(`${JSON.stringify(event).replace(UNSEEN, toEscape)}\n`),
    close: async () => {},
  }
}

/** What JSON lets through and a terminal might obey. */
const UNSEEN = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

function toEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
}
