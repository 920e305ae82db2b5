import { compileRegex } from '../../base/python-regex.ts'

/** The answer to a prompt. */
export interface Response {
  /** A regular expression in Python's syntax; `.` also matches line breaks. */
  readonly prompt: string
  /** One answer for every occurrence, or a list with one answer for each occurrence. */
  readonly answer: string | readonly string[]
}

/** The reaction to output of a program. */
export interface Reply {
  /** The lines to type. */
  readonly typed: readonly string[]
  /** A prompt that came again after all its answers were given. */
  readonly exhausted?: string
}

/** Compiles the regular expression of a prompt. Throws SyntaxError if it is invalid. */
export function promptRegex(prompt: string): RegExp {
  return compileRegex(prompt, 's')
}

/**
 * Returns a function that gets the output of a program piece by piece and returns the answers to type. As in pexpect,
 * the first match is answered, and the search continues after it.
 */
export function promptAnswerer(responses: readonly Response[]): (printed: string) => Reply {
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

/** Returns the match that begins first; of several, that of the prompt that is listed first. */
function firstMatch<P extends { readonly regex: RegExp }>(text: string, prompts: readonly P[]) {
  let first: { readonly of: P; readonly at: number; readonly end: number } | undefined
  for (const of of prompts) {
    const match = of.regex.exec(text)
    if (match === null || (first !== undefined && first.at <= match.index)) continue
    first = { of, at: match.index, end: match.index + match[0].length }
  }
  return first
}
