import { withoutLineBreaks } from '../../base/line-breaks.ts'
import { compileRegex, expandReplacement } from '../../base/python-regex.ts'
import { shorten } from '../../base/shorten.ts'
import { withinTime } from '../../base/time-limit.ts'

/** The edit that a `lineinfile` task requests, under the names of its params. */
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

/** The result of an edit. */
export interface EditedText {
  readonly text: string
  /** Ansible's message for the edit; empty if nothing changed. */
  readonly message: string
  /** The number of removed lines. */
  readonly found: number
}

/**
 * Adds or replaces a line, or removes all matching lines, with Ansible's rules for the position. If `line` has several
 * lines, they are present only if they are consecutive. A line break at the end of `line` ends its last line. Throws
 * InputError if a pattern takes too long.
 */
export function editLines(text: string, edit: LineEdit): EditedText {
  const lines = splitLines(text)
  return withinTime('the edit of lines', () =>
    edit.state === 'absent' ? withoutLines(lines, edit) : withLine(lines, edit),
  )
}

/**
 * Returns the reason why the same edit would change an already edited text again, and so at every run; undefined if it
 * would not.
 */
export function whyNotIdempotent(text: string, edit: LineEdit): string | undefined {
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
    if (block.length > 0 && hasBlockAt(lines, at, block)) at += block.length - 1
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
  // Without a match, the back references have no values.
  if (edit.backrefs) return unchanged(lines)
  const at = lines.findLastIndex((_, nth) => hasBlockAt(lines, nth, block))
  // The existing last line may lack a line break.
  if (at !== -1) return replaceAt(lines, at, block)
  const { insertafter, insertbefore } = edit
  if (insertbefore === 'BOF' || insertafter === 'BOF') return insertAt(lines, 0, block)
  return insertAt(lines, insertionPoint(lines, edit) ?? lines.length, block)
}

/** Replaces the line at an index, or all lines of the block if they already are at this index. */
function replaceAt(lines: readonly string[], at: number, block: readonly string[]): EditedText {
  const wanted = block.map(ended)
  const count = hasBlockAt(lines, at, block) ? block.length : 1
  const present = lines.slice(at, at + count)
  if (present.length === wanted.length && present.every((line, nth) => line === wanted[nth]))
    return unchanged(lines)
  const text = [...lines.slice(0, at), ...wanted, ...lines.slice(at + count)].join('')
  return { text, message: 'line replaced', found: 0 }
}

/** Whether the lines of the block occur consecutively at an index; line ends are ignored. */
function hasBlockAt(lines: readonly string[], at: number, block: readonly string[]): boolean {
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

/**
 * Returns the index of the line before which the new line is inserted; undefined if neither `insertafter` nor
 * `insertbefore` matches.
 */
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
  // Without a line feed at its end, the last line would be joined with the new one.
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

/** Removes the last line break: a string from a YAML block scalar ends with one. */
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
