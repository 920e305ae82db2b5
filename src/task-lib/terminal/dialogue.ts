import { compileRegex } from '../../base/python-regex.ts'

/** What is typed when a program prints what a regular expression matches. */
export interface Response {
  /** In Python's dialect, across lines. */
  readonly prompt: string
  /** One for all times, or one for each time in turn. */
  readonly answer: string | readonly string[]
}

/** What a program's output asks for. */
export interface Heard {
  /** The lines to type. */
  readonly typed: readonly string[]
  /** A prompt that came again when all of its answers were given. */
  readonly exhausted?: string
}

/** The regular expression of a prompt. Throws SyntaxError for what is none. */
export function promptRegex(prompt: string): RegExp {
  return compileRegex(prompt, 's')
}

/**
 * Listens to a program. What it prints is searched for prompts: the first match is answered, and the search goes on behind it, as
 * pexpect does it.
 */
export function listen(responses: readonly Response[]): (printed: string) => Heard {
  const prompts = responses.map(({ prompt, answer }) => ({
    ...{ prompt, regex: promptRegex(prompt) },
    left: typeof answer === 'string' ? undefined : [...answer],
    always: typeof answer === 'string' ? answer : '',
  }))
  let unanswered = ''
  return printed => {
    unanswered += printed
    const typed: string[] = []
    for (;;) {
      const found = firstMatch(unanswered, prompts)
      if (found === undefined) return { typed }
      const { of, end } = found
      unanswered = unanswered.slice(end)
      const answer = of.left === undefined ? of.always : of.left.shift()
      if (answer === undefined) return { typed, exhausted: of.prompt }
      typed.push(`${answer.replace(/\n+$/, '')}\n`)
    }
  }
}

/** The match that begins first; of several, that of the first prompt. */
function firstMatch<P extends { readonly regex: RegExp }>(text: string, prompts: readonly P[]) {
  let first: { readonly of: P; readonly at: number; readonly end: number } | undefined
  for (const of of prompts) {
    const match = of.regex.exec(text)
    if (match === null || (first !== undefined && first.at <= match.index)) continue
    first = { of, at: match.index, end: match.index + match[0].length }
  }
  return first
}
