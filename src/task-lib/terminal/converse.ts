import { setTimeout } from 'node:timers/promises'
import { promptAnswerer, type Response } from './dialogue.ts'
import type { Terminal } from './terminal.ts'

/** How a dialogue ended. */
export type Ending =
  | { readonly kind: 'ended'; readonly status: number | null }
  | { readonly kind: 'late' }
  /** A prompt came again after all its answers were given. */
  | { readonly kind: 'exhausted'; readonly prompt: string }

/**
 * Milliseconds to wait before typing, because a program may turn off the echo after its prompt. pexpect waits as long.
 */
const BEFORE_TYPING = 50

/**
 * Answers the prompts of a program in a terminal until it ends, or prints nothing for `seconds`. Also returns all its
 * output.
 */
export async function converse(
  terminal: Pick<Terminal, 'exchange'>,
  responses: readonly Response[],
  seconds: number | undefined,
): Promise<{ readonly ending: Ending; readonly output: string }> {
  const replyTo = promptAnswerer(responses)
  let output = ''
  let typed = ''
  let since = performance.now()
  for (;;) {
    const left = seconds === undefined ? undefined : Math.ceil(seconds - (performance.now() - since) / 1000)
    if (left !== undefined && left <= 0) return { ending: { kind: 'late' }, output }
    const event = await terminal.exchange(typed, left)
    if (event.kind === 'silent') return { ending: { kind: 'late' }, output }
    output += event.text
    const reply = replyTo(event.text)
    if (reply.exhausted !== undefined)
      return { ending: { kind: 'exhausted', prompt: reply.exhausted }, output }
    if (event.kind === 'ended') return { ending: { kind: 'ended', status: event.status }, output }
    typed = reply.typed.join('')
    if (typed === '') continue
    await setTimeout(BEFORE_TYPING)
    since = performance.now()
  }
}
