const BREAKS = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/

/** Splits text into lines as Python's `splitlines` does: a line break at the end does not begin another line. */
function splitLines(text: string): string[] {
  const lines = text.split(BREAKS)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

export interface Indent {
  /** The text that is inserted before each line. */
  readonly before: string
  /** Whether the first line (`isFirst`) and empty lines (`isBlank`) are indented too. */
  readonly isFirst: boolean
  readonly isBlank: boolean
}

/** Indents text as Jinja's `indent` does. */
export function indent(text: string, { before, isFirst, isBlank }: Indent): string {
  const [first = '', ...others] = splitLines(`${text}\n`)
  const lines = others.map(line => (line === '' && !isBlank ? line : before + line))
  return [isFirst ? before + first : first, ...lines].join('\n')
}

export interface Wrap {
  readonly width: number
  readonly breaksLong: boolean
  readonly breaksHyphens: boolean
  /** The separator between the lines that one line is wrapped into. */
  readonly by: string
}

/** Wraps text as Jinja's `wordwrap` does: each line by Python's `textwrap.wrap`. */
export function wordWrap(text: string, wrap: Wrap): string {
  return splitLines(text)
    .map(line => wrapLine(line, wrap).join(wrap.by))
    .join(wrap.by)
}

/** TextWrapper.wordsep_re of Python's textwrap, with only ASCII white space. */
const WORDS =
  /[\t\n\v\f\r ]+|(?<=[\p{L}\p{N}_!"'&.,?])-{2,}(?=[\p{L}\p{N}_])|[^\t\n\v\f\r ]+?(?:-(?:(?<=[\p{L}_]{2}-)|(?<=[\p{L}_]-[\p{L}_]-))(?=[\p{L}_]-?[\p{L}_])|(?=[\t\n\v\f\r ]|$)|(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_]))/gu
const SIMPLE_WORDS = /[\t\n\v\f\r ]+|[^\t\n\v\f\r ]+/g

function wrapLine(line: string, { width, breaksLong, breaksHyphens }: Wrap): string[] {
  const chunks = (line.match(breaksHyphens ? WORDS : SIMPLE_WORDS) ?? []).map(chunk => [...chunk]).reverse()
  const lines: string[] = []
  while (chunks.length > 0) {
    if (lines.length > 0 && isBlank(chunks.at(-1))) chunks.pop()
    const current = fitting(chunks, width)
    const used = current.reduce((sum, chunk) => sum + chunk.length, 0)
    const next = chunks.at(-1)
    if (next && next.length > width) {
      if (breaksLong) current.push(cutFrom(chunks, next, Math.max(1, width - used), breaksHyphens))
      else if (current.length === 0) current.push(chunks.pop() ?? [])
    }
    if (isBlank(current.at(-1))) current.pop()
    if (current.length > 0) lines.push(current.flat().join(''))
  }
  return lines
}

/** Removes the chunks that fit on a line and returns them. */
function fitting(chunks: string[][], width: number): string[][] {
  const current: string[][] = []
  let length = 0
  for (let next = chunks.at(-1); next && length + next.length <= width; next = chunks.at(-1)) {
    current.push(next)
    length += next.length
    chunks.pop()
  }
  return current
}

/**
 * Removes and returns the beginning of a chunk that fits on no line; it ends at a hyphen if `onHyphens` and there is
 * one.
 */
function cutFrom(chunks: string[][], chunk: readonly string[], space: number, onHyphens: boolean): string[] {
  const hyphen = chunk.slice(0, space).lastIndexOf('-')
  const isAtHyphen =
    onHyphens && chunk.length > space && hyphen > 0 && chunk.slice(0, hyphen).some(each => each !== '-')
  const end = isAtHyphen ? hyphen + 1 : space
  chunks[chunks.length - 1] = chunk.slice(end)
  return chunk.slice(0, end)
}

function isBlank(chunk: readonly string[] | undefined): boolean {
  return chunk !== undefined && chunk.join('').trim() === ''
}
