import { closedWords } from '../../base/words.ts'
import type { Place } from '../../errors.ts'
import { literalText } from '../../evaluation/literal-text.ts'
import { type LintStep, paramOf } from './lint-step.ts'
import { constantText, listOf } from './written.ts'

/** Replaces an expression in the text of a command. */
const PLACEHOLDER = '\u0000'

/** The command of a task, with a placeholder for each expression. */
export interface CommandText {
  readonly type: 'command' | 'shell'
  readonly text: string
  readonly place: Place
  /** Its words, split as by a shell; undefined if a quote is not closed. */
  readonly words: readonly string[] | undefined
}

/**
 * Returns the command of a `command` or `shell` task; undefined for another task, or if the text does not compile.
 */
export function commandOf({ task }: LintStep): CommandText | undefined {
  if (!task || (task.type !== 'command' && task.type !== 'shell')) return undefined
  const argv = paramOf(task, 'argv')
  const { type } = task
  if (argv?.kind === 'list') {
    const words = listOf(argv).map(item => constantText(item) ?? PLACEHOLDER)
    return { type, text: words.join(' '), place: argv.place, words }
  }
  const source = paramOf(task, 'cmd', 'free_form', '_raw_params')
  if (source?.kind !== 'scalar' || typeof source.value !== 'string') return undefined
  const text =
    source.tag === undefined || source.tag === '!unsafe' ? literalText(source, PLACEHOLDER) : undefined
  return text === undefined ? undefined : { type, text, place: source.place, words: closedWords(text) }
}

/** Returns whether a command contains an expression. */
export function hasExpression(text: string): boolean {
  return text.includes(PLACEHOLDER)
}

/** The commands of a shell script that pipes connect. */
export interface Pipeline {
  /** The commands as text, in order. */
  readonly stages: readonly string[]
}

/**
 * Splits a shell script at the operators between commands. Quoted text, comments, `$( )` and here-documents are not
 * split. Returns undefined for a script with `case`, whose patterns contain `|` too.
 */
export function pipelinesOf(script: string): readonly Pipeline[] | undefined {
  if (/(^|[\s;])case\s/.test(script)) return undefined
  const pipelines: string[][] = [['']]
  const stages = (): string[] => pipelines.at(-1) ?? []
  for (const [part] of withoutHereDocuments(script).matchAll(SHELL_PARTS)) {
    if (/^(?:\|\||&&|;|&(?!>)|\n|\(|\))$/.test(part)) pipelines.push([''])
    else if (part === '|' || part === '|&') stages().push('')
    else if (!/^#/.test(part)) stages().push((stages().pop() ?? '') + part)
  }
  return pipelines.map(each => ({ stages: each.map(stage => stage.trim()) }))
}

/**
 * Comments, quoted parts, escaped characters, command substitutions with at most one level of parentheses inside,
 * redirections, operators, and any other character.
 */
const SHELL_PARTS =
  /(?<=^|\s)#[^\n]*|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|[<>]&|&>|>\||\|\||\|&|&&|[\s\S]/g

function withoutHereDocuments(script: string): string {
  return script.replace(/<<-?\s*(['"]?)(\w+)\1([^\n]*)\n[\s\S]{0,20000}?\n\s*\2(?=\n|$)/g, '$3')
}
