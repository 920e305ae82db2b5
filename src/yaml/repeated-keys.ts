import { LineCounter, parseAllDocuments } from 'yaml'
import type { Place } from '../errors.ts'

/** A key that occurred earlier in the same map. In Ansible's dialect, this later value counts. */
export interface RepeatedKey {
  readonly name: string
  readonly place: Place
}

/** Returns the repeated keys of a valid YAML text, in the order of the text. `<<` may be repeated. */
export function repeatedKeys(text: string, file: string): readonly RepeatedKey[] {
  const lineCounter = new LineCounter()
  const documents = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: true, lineCounter })
  const errors = 'empty' in documents ? [] : documents.flatMap(document => document.errors)
  return errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ pos: [start] }) => {
      const { line, col } = lineCounter.linePos(start)
      return { name: keyAt(text, start), place: { file, line, column: col } }
    })
    .filter(({ name }) => name !== '<<')
}

/** Returns the key that begins at an offset, without its quotes. */
function keyAt(text: string, start: number): string {
  const [, double, single, plain = ''] =
    /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|(.*?)\s*(?::\s|:$|$))/m.exec(text.slice(start, start + 200)) ??
    []
  return double ?? single ?? plain
}
