import { splitLines } from './lines.ts'

/**
 * The parts that identify a rule of a PAM service, see pam.d(5). A control in brackets has one space between its parts.
 */
export interface PamRuleName {
  readonly type: string
  readonly control: string
  readonly path: string
}

/** A rule of a PAM service: `auth required pam_unix.so nullok # comment`. */
export interface PamRule extends PamRuleName {
  readonly args: readonly string[]
  /** With its `#`; empty if there is none. */
  readonly comment: string
}

/** A line of a PAM service, or several lines joined by backslashes. */
export interface PamLine {
  /** As it is written, without the last line break. */
  readonly text: string
  /** Absent if the line is empty, a comment, an `@include`, or a line that PAM cannot parse. */
  readonly rule?: PamRule
}

/** The types of rules; with `-` before it, a missing module is not logged. Source: pam.d(5). */
export const PAM_TYPES = ['account', 'auth', 'password', 'session'].flatMap(type => [type, `-${type}`])

/**
 * Matches a control or an argument: a word, or a bracketed expression, which may contain spaces; `\]` does not end it.
 */
const PART = String.raw`\[(?:\\.|[^\]\\])*\]|\S+`

const RULE = new RegExp(String.raw`^\s*(-?(?:account|auth|password|session))\s+(${PART})\s+(\S+)(.*)$`, 's')

/** Parses the text of a PAM service into lines. Lines that PAM does not read are kept as they are. */
export function readPamService(text: string): PamLine[] {
  return joinContinued(splitLines(text)).map(line => {
    const rule = readRule(line)
    return rule ? { text: line, rule } : { text: line }
  })
}

/** Formats a rule in the columns of Ansible's module `pamd`. */
export function pamLine(rule: PamRule): PamLine {
  const { type, control, path, args, comment } = rule
  const words = [`${type.padEnd(10)} ${control}`, path, ...args, ...(comment === '' ? [] : [comment])]
  return { text: words.join(' '), rule }
}

/** Splits the arguments of a PAM module; an argument in brackets may contain spaces. */
export function splitPamArgs(text: string): string[] {
  return text.match(new RegExp(PART, 'g')) ?? []
}

/** Normalizes a control for comparison: in brackets, it removes the spaces that PAM ignores. */
export function plainControl(control: string): string {
  if (!control.startsWith('[')) return control
  const parts = control.slice(1, -1).trim()
  return `[${parts.replace(/\s*=\s*/g, '=').replace(/\s+/g, ' ')}]`
}

function joinContinued(lines: readonly string[]): string[] {
  const joined: string[] = []
  let isOpen = false
  for (const line of lines) {
    if (isOpen) joined.push(`${joined.pop()}\n${line}`)
    else joined.push(line)
    isOpen = line.endsWith('\\') && !line.includes('#')
  }
  return joined
}

function readRule(line: string): PamRule | undefined {
  const [written = ''] = line.replaceAll('\\\n', ' ').split('#')
  const [, type, control, path, args = ''] = RULE.exec(written) ?? []
  if (type === undefined || control === undefined || path === undefined) return undefined
  const at = line.indexOf('#')
  const comment = at === -1 ? '' : line.slice(at).trimEnd()
  return { type, control: plainControl(control), path, args: splitPamArgs(args), comment }
}
