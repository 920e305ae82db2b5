import { closedWords } from '../../base/words.ts'
import type { Place } from '../../errors.ts'
import { literalText } from '../../evaluation/literal-text.ts'
import { type LintStep, paramOf } from './lint-step.ts'
import { constantText, listOf } from './written.ts'

/** What is in place of an expression in the text of a command. */
const PLACEHOLDER = '\u0000'

/** The command of a task, with placeholders for expressions. */
export interface CommandText {
  readonly type: 'command' | 'shell'
  readonly text: string
  readonly place: Place
  /** Its words as a shell splits them; undefined if a quote is not closed. */
  readonly words: readonly string[] | undefined
}

/** The command of a task `command` or `shell`; undefined if it is another task, or the text does not compile. */
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

/** Whether some part of a text is an expression. */
export function hasExpression(text: string): boolean {
  return text.includes(PLACEHOLDER)
}

/** The commands of a shell script, each with its pipes. */
export interface Pipeline {
  /** The commands that a pipe connects, as text. */
  readonly stages: readonly string[]
}

/**
 * Splits a shell script at the operators between commands. What is in quotes, comments, `$( )` or a here-document is a part of its
 * command; undefined for a script with `case`, whose patterns have bars too.
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
 * Comments, quoted parts, escaped characters, command substitutions without others in them, redirections, operators, and any other
 * character.
 */
const SHELL_PARTS =
  /(?<=^|\s)#[^\n]*|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|[<>]&|&>|>\||\|\||\|&|&&|[\s\S]/g

function withoutHereDocuments(script: string): string {
  return script.replace(/<<-?\s*(['"]?)(\w+)\1([^\n]*)\n[\s\S]{0,20000}?\n\s*\2(?=\n|$)/g, '$3')
}
