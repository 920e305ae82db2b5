import { withinTime } from '../values/within-time.ts'
import { withoutLineBreaks } from './line-breaks.ts'
import { compileRegex, expandReplacement } from './python-regex.ts'

/** What `lineinfile` asks of a text, under its param names. */
export interface LineEdit {
  readonly state: 'present' | 'absent'
  readonly line?: string | undefined
  readonly regexp?: string | undefined
  readonly search_string?: string | undefined
  readonly insertafter?: string | undefined
  readonly insertbefore?: string | undefined
  readonly backrefs: boolean
  readonly firstmatch: boolean
}

export interface EditedText {
  readonly text: string
  /** What was done, in Ansible's words; empty where nothing was. */
  readonly message: string
  /** How many lines were removed. */
  readonly found: number
}

/** Makes one line be in a text, or all that match it be gone; Ansible's rules of where it goes. Throws InputError for what takes too long. */
export function editLines(text: string, edit: LineEdit): EditedText {
  const lines = splitLines(text)
  return withinTime('the edit of lines', () =>
    edit.state === 'absent' ? withoutLines(lines, edit) : withLine(lines, edit, edit.line ?? ''),
  )
}

function withoutLines(lines: readonly string[], edit: LineEdit): EditedText {
  const matches = matcherOf(edit) ?? (body => (trimEnd(body) === edit.line ? [] : null))
  const kept = lines.filter(line => matches(bodyOf(line)) === null)
  const found = lines.length - kept.length
  return { text: kept.join(''), message: found > 0 ? `${found} line(s) removed` : '', found }
}

function withLine(lines: readonly string[], edit: LineEdit, line: string): EditedText {
  const matched = findMatch(lines, edit)
  const at = matched?.index ?? (edit.backrefs ? -1 : lines.findLastIndex(body => trimEnd(body) === line))
  if (at !== -1) {
    const wanted = ended(matched && edit.backrefs ? expandReplacement(line, matched.match) : line)
    if (lines[at] === wanted) return unchanged(lines)
    return { text: lines.with(at, wanted).join(''), message: 'line replaced', found: 0 }
  }
  // Without a match there is nothing to fill the references from.
  if (edit.backrefs) return unchanged(lines)
  if (edit.insertbefore === 'BOF' || edit.insertafter === 'BOF') return insertAt(lines, 0, line)
  return insertAt(lines, insertionPoint(lines, edit) ?? lines.length, line)
}

function findMatch(
  lines: readonly string[],
  edit: LineEdit,
): { index: number; match: RegExpExecArray } | undefined {
  const matches = matcherOf(edit)
  if (!matches) return undefined
  let last: { index: number; match: RegExpExecArray } | undefined
  for (const [index, line] of lines.entries()) {
    const match = matches(bodyOf(line))
    if (match === null) continue
    last = { index, match: match as RegExpExecArray }
    if (edit.firstmatch) break
  }
  return last
}

/** The line number before which the new line goes, where `insertafter` or `insertbefore` matches. */
function insertionPoint(lines: readonly string[], edit: LineEdit): number | undefined {
  const pattern = edit.insertafter ?? edit.insertbefore
  if (pattern === undefined || pattern === 'EOF' || pattern === 'BOF') return undefined
  const regex = compileRegex(pattern)
  const isHere = (line: string): boolean => regex.test(bodyOf(line))
  const at = edit.firstmatch ? lines.findIndex(isHere) : lines.findLastIndex(isHere)
  if (at === -1) return undefined
  return edit.insertafter === undefined ? at : at + 1
}

function matcherOf({ regexp, search_string }: LineEdit): ((body: string) => unknown[] | null) | undefined {
  if (regexp !== undefined) {
    const regex = compileRegex(regexp)
    return body => regex.exec(body)
  }
  if (search_string !== undefined) return body => (body.includes(search_string) ? [] : null)
  return undefined
}

function insertAt(lines: readonly string[], at: number, line: string): EditedText {
  const before = lines.slice(0, at)
  // A last line that lacks its end must not run into the new one.
  const last = before.at(-1)
  if (last !== undefined && !/[\n\r]$/.test(last)) before[before.length - 1] = `${last}\n`
  return { text: [...before, ended(line), ...lines.slice(at)].join(''), message: 'line added', found: 0 }
}

function unchanged(lines: readonly string[]): EditedText {
  return { text: lines.join(''), message: '', found: 0 }
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function bodyOf(line: string): string {
  return line.endsWith('\n') ? line.slice(0, -1) : line
}

function trimEnd(line: string): string {
  return withoutLineBreaks(line)
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`
}
