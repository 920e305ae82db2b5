import { omitUndefined } from '../../base/omit-undefined.ts'
import { joinLines } from './lines.ts'
import {
  type PamLine,
  type PamRule,
  type PamRuleName,
  pamLine,
  plainControl,
  readPamService,
} from './pam-service.ts'

/** An edit of the rules of a PAM service. */
export interface PamEdit {
  /** The name of the rules to edit; several rules can have the same name. */
  readonly rule: PamRuleName
  readonly state: 'absent' | 'before' | 'after' | 'args_absent' | 'args_present' | 'updated'
  /** For `before` and `after`, the complete name of the new rule; for `updated`, the parts of the name that change. */
  readonly next: Partial<PamRuleName>
  /** The arguments of the edit; with `updated`, undefined keeps those of the rule. */
  readonly args: readonly string[] | undefined
}

/** The result of an edit. */
export interface EditedPam {
  readonly text: string
  /** The number of rules that were changed, added or removed. */
  readonly count: number
  /** The number of rules with the name. */
  readonly matches: number
}

/** Edits the text of a PAM service. Lines that the edit does not concern are kept byte for byte. */
export function editPam(text: string, edit: PamEdit): EditedPam {
  const lines = readPamService(text)
  const isIts = (line: PamLine) => line.rule !== undefined && isNamed(line.rule, edit.rule)
  const matches = lines.filter(isIts).length
  const edited = lines.map((line, at) =>
    line.rule && isIts(line) ? editRule(line, line.rule, neighbourOf(lines, at, edit.state), edit) : [line],
  )
  const count = edited.filter((now, at) => now.length !== 1 || now[0] !== lines[at]).length
  return { text: count === 0 ? text : joinLines(edited.flat().map(line => line.text)), count, matches }
}

/** Returns the lines that replace the line of a rule; the same object if nothing changes. */
function editRule(line: PamLine, rule: PamRule, neighbour: PamRule | undefined, edit: PamEdit): PamLine[] {
  const { state, next, args } = edit
  if (state === 'absent') return []
  if (state === 'before' || state === 'after') {
    const added = { ...rule, ...next, args: args ?? [], comment: '' }
    if (neighbour && isNamed(neighbour, added)) return [line]
    return state === 'before' ? [pamLine(added), line] : [line, pamLine(added)]
  }
  const updated =
    state === 'updated' ? { ...rule, ...omitUndefined({ ...next, args }) } : withArgs(rule, edit)
  return [isSame(rule, updated) ? line : pamLine(updated)]
}

function withArgs(rule: PamRule, { state, args = [] }: PamEdit): PamRule {
  if (state === 'args_absent') return { ...rule, args: rule.args.filter(arg => !args.includes(arg)) }
  return { ...rule, args: args.reduce(withArg, rule.args) }
}

/** Adds an argument; it replaces the last one with the same key. */
function withArg(args: readonly string[], added: string): readonly string[] {
  const key = keyOf(added)
  const at = args.findLastIndex(arg => (key === undefined ? arg === added : keyOf(arg) === key))
  return at === -1 ? [...args, added] : args.with(at, added)
}

/**
 * Returns the key of an argument `key=value`, which may be in brackets: `[key=value with spaces]`. Undefined if it has
 * none.
 */
function keyOf(arg: string): string | undefined {
  return /^\[?([^=]+)=/.exec(arg)?.[1]
}

/**
 * Returns the rule before or after a line, skipping comments and empty lines; undefined if the next other line is not a
 * rule.
 */
function neighbourOf(lines: readonly PamLine[], at: number, state: PamEdit['state']): PamRule | undefined {
  const others = state === 'before' ? lines.slice(0, at).reverse() : lines.slice(at + 1)
  return others.find(({ text }) => !/^\s*(#|$)/.test(text))?.rule
}

function isNamed(rule: PamRuleName, name: PamRuleName): boolean {
  return (
    rule.type === name.type &&
    plainControl(rule.control) === plainControl(name.control) &&
    rule.path === name.path
  )
}

function isSame(rule: PamRule, other: PamRule): boolean {
  const isSameArgs =
    rule.args.length === other.args.length && rule.args.every((arg, at) => arg === other.args[at])
  return isNamed(rule, other) && isSameArgs
}
