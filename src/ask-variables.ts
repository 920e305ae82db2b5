import { InputError, type ScalarSource, type Source } from './errors.ts'
import { passwordHash } from './functions/random.ts'
import type { Play } from './playbook/steps.ts'
import type { VarsPrompt } from './playbook/vars-prompt.ts'
import type { VarsSource } from './yaml/load.ts'

/** Asks on the terminal; what is typed shows only if `isShown`. Throws InputError if there is none. */
export type Ask = (prompt: string, isShown: boolean) => string

/**
 * The play with the variables of its `vars_prompt`, each asked for unless the command line gives it. Without `ask`, as in a listing,
 * a variable has its default or is empty. Throws InputError if there is no terminal, and no default.
 */
export function askVariables(play: Play, given: VarsSource, ask: Ask | undefined): Play {
  const asked = play.prompts.filter(({ name }) => !given.has(name))
  if (asked.length === 0) return play
  const answers = asked.map((question): [string, Source] => [question.name, answerTo(question, ask)])
  return { ...play, vars: new Map([...play.vars, ...answers]) }
}

function answerTo(question: VarsPrompt, ask: Ask | undefined): ScalarSource {
  const { place, fallback = '', hash, isPrivate, isUnsafe } = question
  const answer = (ask ? typed(question, ask) : '') || fallback
  const value = hash && ask ? hashed(answer, question, hash) : answer
  if (isPrivate) return { kind: 'scalar', value, tag: '!secret', place }
  return { kind: 'scalar', value, ...(isUnsafe ? { tag: '!unsafe' as const } : {}), place }
}

function typed({ name, prompt, fallback, isPrivate, isConfirmed, place }: VarsPrompt, ask: Ask): string {
  const text = fallback === undefined ? `${prompt}: ` : `${prompt} [${fallback}]: `
  try {
    for (;;) {
      const answer = ask(text, !isPrivate)
      if (!isConfirmed || ask(`confirm ${text}`, !isPrivate) === answer) return answer
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    if (fallback !== undefined) return fallback
    throw new InputError(`\`vars_prompt\` asks for \`${name}\`, but ${error.message}`, {
      place,
      hint: isPrivate
        ? 'pipe it on standard input, or give it in an encrypted file: `-e @FILE`'
        : `give it with \`-e ${name}=VALUE\``,
      cause: error,
    })
  }
}

function hashed(password: string, { place }: VarsPrompt, hash: NonNullable<VarsPrompt['hash']>): string {
  try {
    const { type, salt, saltSize } = hash
    return passwordHash(password, { hashtype: type, salt, salt_size: saltSize ?? 8 })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.message.replaceAll('`password_hash`', '`encrypt`'), {
      place,
      hint: error.hint,
    })
  }
}
