import { randomBytes } from 'node:crypto'
import { InputError, UnreachableError } from '../errors.ts'
import { checkTarget } from './address.ts'
import { openAskpass } from './askpass.ts'
import { asksPassword, commandOf, helloOf } from './command.ts'
import { start, type Target } from './connection.ts'
import { explainLoss } from './explain.ts'
import type { Host } from './host.ts'
import { type Cost, Protocol } from './session.ts'
import { hostOver, type OnLine } from './session-host.ts'

/** One persistent shell on one host as one user. */
export interface Session {
  readonly target: Target
  readonly cost: Cost
  readonly isOpen: boolean
  readonly host: (options?: { onLine?: OnLine }) => Host
  readonly close: () => Promise<void>
}

/**
 * Connects and starts the shell.
 * Throws InputError where the target is refused, UnreachableError where there is no shell to be had, saying why.
 */
export async function openSession(target: Target): Promise<Session> {
  checkTarget(target)
  if (target.become?.method === 'su' && target.become.password) {
    throw new InputError(
      `su on ${target.name} asks for its password on a terminal, which a session has not`,
      { hint: 'use sudo, or doas without a password' },
    )
  }
  const prompt = `drover-${randomBytes(16).toString('hex')}:`
  const askpass = target.password || target.passphrase ? await openAskpass(target) : undefined
  // The connection has its own timeout; what comes after it is a login and a shell's start.
  const patience = (target.connectTimeout + 30) * 1000
  let deadline: NodeJS.Timeout | undefined
  try {
    const running = start(commandOf(target, prompt), askpass?.environment)
    const protocol = new Protocol(running, target.name)
    deadline = setTimeout(
      () => protocol.refuse(`no shell within ${patience / 1000} s: ${protocol.noise.trim()}`),
      patience,
    )
    if (target.become?.password && asksPassword(target)) {
      await passPrompt(protocol, prompt, target.become.password.reveal())
    }
    protocol.begin()
    await protocol.ready
    return {
      target,
      cost: protocol.cost,
      get isOpen() {
        return protocol.isOpen
      },
      host: options => hostOver(target.name, protocol, options?.onLine),
      close: () => protocol.close(),
    }
  } catch (error) {
    throw error instanceof UnreachableError ? explainLoss(target, error, prompt) : error
  } finally {
    clearTimeout(deadline)
    await askpass?.close()
  }
}

/** Gives the password to a prompt that nobody can imitate, once: a second wrong attempt could lock the account. */
async function passPrompt(protocol: Protocol, prompt: string, password: string): Promise<void> {
  const [passed, asked] = [new RegExp(helloOf(prompt)), new RegExp(prompt)]
  if ((await protocol.awaitNoise([passed, asked])) === passed) return
  protocol.answer(password)
  const askedAgain = new RegExp(`${prompt}[^]*${prompt}`)
  if ((await protocol.awaitNoise([passed, askedAgain])) !== passed) {
    protocol.refuse('incorrect password')
    await protocol.ready
  }
}
