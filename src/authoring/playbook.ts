/** The module `drover/playbook`: what a playbook in TypeScript imports. It imports only types, so that it loads at once. */
import type { BuiltInParams, PlayKeywords, TaskKeywords } from './built-in-params.ts'

export type { PlayKeywords, TaskKeywords } from './built-in-params.ts'

/** The params of a project's own task types, by name: `run schema` writes them to `.drover/schemas/task-types.d.ts`. */
// biome-ignore lint/suspicious/noEmptyInterface: the file that `run schema` writes adds to it
export interface TaskParams {}

/** The params of all task types, by name. A task type of the project replaces a built-in one with the same name. */
export type AllParams = Omit<BuiltInParams, keyof TaskParams> & TaskParams

/** A template, such as `{{ port }}`. It can be used in place of a value of any type. */
export type Template = `${string}{{${string}`

/** A value with a YAML tag: see `expr`, `unsafe` and `secret`. */
export interface Tagged {
  readonly tag: '!expr' | '!unsafe' | '!secret'
  readonly value: unknown
}

/** A task or a block, as `tasks` and `block` make it. */
export interface Step {
  readonly entry: object
}

/** A play, or a playbook that is imported. */
export interface Play {
  readonly entry: object
}

/** The functions that make tasks, by task type: `tasks.copy({ dest: '/etc/motd', content: 'hi' }, { name: 'Greet' })`. */
export type Tasks = {
  readonly [Name in keyof AllParams & string]: (params: AllParams[Name], keywords?: TaskKeywords) => Step
}

/** One function for each task type, the project's own among them: it takes the params and then the keywords of the task. */
export const tasks: Tasks = new Proxy({} as Tasks, {
  get: (_, name) => {
    const make = (params: unknown, keywords: TaskKeywords = {}): Step =>
      placed(make, { ...keywords, [String(name)]: params })
    return make
  },
})

/** Tasks that share keywords, or whose failures are handled. */
export function block(
  steps: readonly Step[],
  keywords: TaskKeywords & { readonly rescue?: readonly Step[]; readonly always?: readonly Step[] } = {},
): Step {
  return placed(block, { ...keywords, block: steps })
}

/** A task that the types do not cover, written as in YAML: `{ include_tasks: 'more.yml' }`. */
export function step(entry: Readonly<Record<string, unknown>>): Step {
  return placed(step, entry)
}

/** A play: its hosts, its tasks, and all keywords that it has in YAML. */
export function play(keywords: PlayKeywords): Play {
  return placed(play, keywords)
}

/** The plays of another playbook, in YAML or TypeScript. */
export function importPlaybook(
  file: string,
  keywords: {
    readonly vars?: object
    readonly when?: string
    readonly tags?: string | readonly string[]
  } = {},
): Play {
  return placed(importPlaybook, { ...keywords, import_playbook: file })
}

/** Defines a playbook, the default export of a file such as `playbooks/site.ts`. */
export function definePlaybook(plays: readonly Play[]): readonly Play[] {
  return plays
}

/** The value of an expression, as `!expr` in YAML: its type is kept. */
export function expr(expression: string): Tagged {
  return { tag: '!expr', value: expression }
}

/** Text that is never rendered, as `!unsafe` in YAML. */
export function unsafe(text: string): Tagged {
  return { tag: '!unsafe', value: text }
}

/** A secret, as `!secret` in YAML: its source, or its encrypted text. */
export function secret(
  source: string | { readonly env: string } | Readonly<Record<string, unknown>>,
): Tagged {
  return { tag: '!secret', value: source }
}

/** Creates an entry that records the stack of the call that made it, so that errors can show its place. */
function placed(from: (...words: never[]) => unknown, entry: object): Step & Play {
  const made = { entry }
  Error.captureStackTrace(made, from)
  return made
}
