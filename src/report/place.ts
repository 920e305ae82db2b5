import type { Place } from '../errors.ts'

/** Parses a place in the form of events, such as `playbooks/site.yml:12:5`; undefined for anything else. */
export function readPlace(text: string): Place | undefined {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/s.exec(text) ?? []
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) }
}
