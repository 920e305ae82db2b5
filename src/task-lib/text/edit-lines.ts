import { withoutLineBreaks } from '../../base/line-breaks.ts'
import { compileRegex, expandReplacement } from '../../base/python-regex.ts'
import { shorten } from '../../base/shorten.ts'
import { withinTime } from '../../base/time-limit.ts'

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
  /** What was done, in Ansible's words; empty if nothing was. */
  readonly message: string
  /** How many lines were removed. */
  readonly found: number
}

/**
 * Adds a line to a text, or removes all lines that match, with Ansible's rules for its position; several lines
 * count as one if they are consecutive. A line break at the end of `line` ends its last line. Throws InputError
 * if it takes too long.
 */
export function editLines(text: string, edit: LineEdit): EditedText {
  const lines = splitLines(text)
  return withinTime('the edit of lines', () =>
    edit.state === 'absent' ? withoutLines(lines, edit) : withLine(lines, edit),
  )
}

/** Why an edited text would be edited again, and so at every run; undefined if it stays as it is. */
export function whyRestless(text: string, edit: LineEdit): string | undefined {
  const lines = splitLines(text)
  const again = editLines(text, edit)
  if (again.text === text) return undefined
  const at = findMatch(lines, edit)?.index
  const next = splitLines(again.text)
  const other = next.find((line, nth) => line !== lines[nth]) ?? ''
  const made = shorten(bodyOf(other), 80)
  if (at === undefined) return `it would add \`${made}\` again`
  const matched = shorten(bodyOf(lines[at] ?? ''), 80)
  const pattern = edit.regexp === undefined ? 'search_string' : 'regexp'
  return `\`${pattern}\` would then match \`${matched}\` and change it to \`${made}\``
}

function withoutLines(lines: readonly string[], edit: LineEdit): EditedText {
  const matches = matcherOf(edit)
  const block = edit.line === undefined || matches ? [] : linesOf(edit.line)
  const kept: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    if (block.length > 0 && standsAt(lines, at, block)) at += block.length - 1
    else if (!matches || matches(bodyOf(lines[at] ?? '')) === null) kept.push(lines[at] ?? '')
  }
  const found = lines.length - kept.length
  return { text: kept.join(''), message: found > 0 ? `${found} line(s) removed` : '', found }
}

function withLine(lines: readonly string[], edit: LineEdit): EditedText {
  const line = edit.line ?? ''
  const matched = findMatch(lines, edit)
  const block = linesOf(matched && edit.backrefs ? expandReplacement(withoutEnd(line), matched.match) : line)
  if (matched) return replaceAt(lines, matched.index, block)
  // Without a match there is nothing to fill the references from.
  if (edit.backrefs) return unchanged(lines)
  const at = lines.findLastIndex((_, nth) => standsAt(lines, nth, block))
  // The existing last line may lack a line break.
  if (at !== -1) return replaceAt(lines, at, block)
  const { insertafter, insertbefore } = edit
  if (insertbefore === 'BOF' || insertafter === 'BOF') return insertAt(lines, 0, block)
  return insertAt(lines, insertionPoint(lines, edit) ?? lines.length, block)
}

/** Replaces a line, or all consecutive lines if they match. */
function replaceAt(lines: readonly string[], at: number, block: readonly string[]): EditedText {
  const wanted = block.map(ended)
  const count = standsAt(lines, at, block) ? block.length : 1
  const present = lines.slice(at, at + count)
  if (present.length === wanted.length && present.every((line, nth) => line === wanted[nth]))
    return unchanged(lines)
  const text = [...lines.slice(0, at), ...wanted, ...lines.slice(at + count)].join('')
  return { text, message: 'line replaced', found: 0 }
}

/** Whether lines occur consecutively in a text from a given line on, with any line ends. */
function standsAt(lines: readonly string[], at: number, block: readonly string[]): boolean {
  return block.every((wanted, nth) => {
    const line = lines[at + nth]
    return line !== undefined && (bodyOf(line) === wanted || trimEnd(line) === wanted)
  })
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

/** The line number before which the new line goes, if `insertafter` or `insertbefore` matches. */
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

function insertAt(lines: readonly string[], at: number, block: readonly string[]): EditedText {
  const before = lines.slice(0, at)
  // A last line that lacks its end must not run into the new one.
  const last = before.at(-1)
  if (last !== undefined && !/[\n\r]$/.test(last)) before[before.length - 1] = `${last}\n`
  const text = [...before, ...block.map(ended), ...lines.slice(at)].join('')
  return { text, message: 'line added', found: 0 }
}

function unchanged(lines: readonly string[]): EditedText {
  return { text: lines.join(''), message: '', found: 0 }
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function linesOf(line: string): string[] {
  return withoutEnd(line).split('\n')
}

/** A text as a block of YAML gives it ends with a line break. */
function withoutEnd(line: string): string {
  return line.replace(/\r?\n$/, '')
}

function bodyOf(line: string): string {
  return line.endsWith('\n') ? line.slice(0, -1) : line
}

function trimEnd(line: string): string {
  return withoutLineBreaks(line)
}

function ended(line: string): string {
  return `${line}\n`
}
