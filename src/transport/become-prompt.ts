import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { InputError } from '../errors.ts'
import type { ShellClient } from '../shell/client.ts'
import type { Target } from './spawn.ts'
import { type BecomePrompt, becomePromptFor } from './ssh-args.ts'

/**
 * Returns the target without `become` if the login user is already the wanted user: then sudo is not needed, and the
 * host may not have it.
 */
export function withNeededBecome(target: Target): Target {
  const { become, ...plain } = target
  if (!become) return target
  const isAlready =
    target.connection === 'local'
      ? userInfo().username === become.user
      : target.connection === 'ssh' && target.user === become.user
  return isAlready ? plain : target
}

/**
 * Returns the prompt of a target's become method; undefined if the method asks for no password. Throws InputError if
 * the method cannot read a password without a terminal.
 */
export function becomePromptOf({ name, become }: Target): BecomePrompt | undefined {
  if (!become) return undefined
  const { method, password } = become
  if (method !== 'sudo' && password) {
    throw new InputError(
      `${method} on ${name} asks for its password on a terminal, which a session does not have`,
      {
        hint:
          method === 'su'
            ? 'use `become_method: sudo`, or log in as that user'
            : 'use `become_method: sudo`, or allow it without a password (`permit nopass` in doas.conf)',
      },
    )
  }
  // `sudo -n` and `doas -n` never ask.
  if (method !== 'su' && !password) return undefined
  return becomePromptFor(`drover-${randomBytes(16).toString('hex')}`)
}

/**
 * Waits until the become method has started the shell. Sends the password once, in answer to a prompt that cannot be
 * forged: a second wrong attempt could lock the account. Sends nothing else before, so that nothing else can be read
 * as a password.
 */
export async function answerBecomePrompt(
  protocol: ShellClient,
  gate: BecomePrompt,
  { become }: Target,
): Promise<void> {
  const passed = new RegExp(gate.passed)
  if (!become?.password) {
    const first = await protocol.strayOutput.first({ passed, asked: /password[^\n]*:\s*$/i }, protocol.ready)
    if (first === 'asked')
      protocol.refuse(`${become?.method} asks for a password, which it reads only from a terminal`)
    return
  }
  if (
    (await protocol.strayOutput.first({ passed, asked: new RegExp(gate.prompt) }, protocol.ready)) ===
    'passed'
  )
    return
  protocol.answer(become.password.reveal())
  const again = new RegExp(`${gate.prompt}[^]*${gate.prompt}`)
  const second = await protocol.strayOutput.first({ passed, again }, protocol.ready)
  if (second === 'again') protocol.refuse('incorrect password')
}
