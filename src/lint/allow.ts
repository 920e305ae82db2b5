import { Lexer, LineCounter } from 'yaml'
import { first } from '../base/assert-defined.ts'
import type { Place } from '../errors.ts'
import type { Found } from './project/found.ts'
import { lastLineOf } from './project/last-line.ts'
import type { LintFile } from './project/lint-file.ts'
import type { LintStep } from './project/lint-step.ts'

/** A comment `# drover: allow RULE because …`. */
export interface Allowance {
  readonly file: string
  readonly place: Place
  readonly rules: readonly string[]
  /** The first and the last line for which it applies. */
  readonly from: number
  readonly to: number
}

/** The valid comments in a file that allow a finding, and findings for invalid ones. */
export interface Allowances {
  readonly allowed: readonly Allowance[]
  readonly faults: readonly Found[]
}

/**
 * Reads the comments of a file that allow findings. A comment after a value applies to its line; a comment on a line
 * of its own applies to the task that begins below it, or otherwise to the line below it.
 */
export function readAllowances(
  file: LintFile,
  steps: readonly LintStep[],
  ruleNames: readonly string[],
): Allowances {
  if (!file.text.includes('drover:')) return { allowed: [], faults: [] }
  const lines = file.text.split('\n')
  const read = commentsOf(file).map(comment => readComment(comment, { file, lines, steps, ruleNames }))
  return {
    allowed: read.flatMap(each => each.allowed),
    faults: read.flatMap(each => each.faults),
  }
}

interface Comment {
  readonly text: string
  readonly place: Place
}

interface Within {
  readonly file: LintFile
  readonly lines: readonly string[]
  readonly steps: readonly LintStep[]
  readonly ruleNames: readonly string[]
}

const FORM = 'write `# drover: allow RULE because …`'

function readComment({ text, place }: Comment, within: Within): Allowances {
  const [, written] = /^#\s*drover:\s*(.*?)\s*$/.exec(text) ?? []
  if (written === undefined) return { allowed: [], faults: [] }
  const [, names = '', , reason] =
    /^allow\s+([\w-]+(\s*,\s*[\w-]+)*)(?:\s+because\s+(.+))?$/.exec(written) ?? []
  const fault = (message: string, hint: string): Allowances => ({
    allowed: [],
    faults: [{ place, message, hint }],
  })
  if (names === '') return fault(`Drover does not understand the comment \`${text}\``, FORM)
  if (reason === undefined) return fault(`the comment gives no reason to allow \`${names}\``, FORM)
  const rules = names.split(',').map(name => name.trim())
  const unknown = rules.find(rule => !within.ruleNames.includes(rule))
  if (unknown !== undefined)
    return fault(`there is no rule \`${unknown}\``, `the rules are ${within.ruleNames.join(', ')}`)
  return { allowed: [{ file: within.file.path, place, rules, ...linesFor(place, within) }], faults: [] }
}

function linesFor({ line }: Place, { file, lines, steps }: Within): { from: number; to: number } {
  const isAlone = first(lines.slice(line - 1), 'lines')
    .trimStart()
    .startsWith('#')
  if (!isAlone) return { from: line, to: line }
  const below = lines.findIndex((text, index) => index >= line && !/^\s*(#|$)/.test(text)) + 1
  const step = steps.find(each => each.file === file && each.place.line === below && each.kind !== 'block')
  return { from: below, to: step ? lastLineOf(step.written) : below }
}

/** Tokens of the lexer that are not in the text: they mark documents and scalars. */
const MARKS = ['\u0002', '\u0018', '\u001f']

function commentsOf({ path, text }: LintFile): Comment[] {
  const lines = new LineCounter()
  const comments: (Omit<Comment, 'place'> & { readonly offset: number })[] = []
  let offset = text.startsWith('\uFEFF') ? 1 : 0
  lines.addNewLine(offset)
  for (const token of new Lexer().lex(text.slice(offset))) {
    if (MARKS.includes(token)) continue
    if (token.startsWith('#')) comments.push({ text: token, offset })
    for (const { index } of token.matchAll(/\n/g)) lines.addNewLine(offset + index + 1)
    offset += token.length
  }
  return comments.map(comment => {
    const { line, col } = lines.linePos(comment.offset)
    return { text: comment.text, place: { file: path, line, column: col } }
  })
}
