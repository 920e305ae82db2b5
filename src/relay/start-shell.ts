import type { Running } from '../shell/exchange.ts'
import { asksForPassword, openAskpass } from '../transport/askpass.ts'
import { openKeyAgent } from '../transport/key-agent.ts'
import { ChannelRefused, openChannel } from '../transport/persistent/mux-channel.ts'
import { sentVariables } from '../transport/persistent/sent-environment.ts'
import { type ConnectionLease, start, type Target } from '../transport/spawn.ts'
import { type BecomePrompt, commandOf, loginText, type SshConnection } from '../transport/ssh-args.ts'

/** A program that opens a shell on a host, started where ssh runs: on this machine or on a relay. */
export interface StartedShell {
  readonly running: Running
  /**
   * Resolves when the connection is being opened. `isWarm`: it uses an existing persistent connection, which needs no
   * login.
   */
  readonly connecting: Promise<{ readonly isWarm: boolean }>
  /**
   * Returns the error that says why the program was not started; undefined if it was started, or if the reason is
   * unknown.
   */
  readonly refusal: () => Error | undefined
  /** To be called when the shell has answered: from then on other sessions may use its persistent connection. */
  readonly markReady: () => void
  /** Closes what only the login needed, such as its askpass socket and key agent. */
  readonly endLogin: () => Promise<void>
}

/**
 * Starts the program that opens a target's shell, over a persistent connection if there is one. Throws ChannelRefused
 * if the persistent connection does not work, ConnectionError if the key of the login cannot be used.
 */
export async function startShell(
  target: Target,
  becomePrompt: BecomePrompt | undefined,
  way: SshConnection,
  signal: AbortSignal | undefined,
): Promise<StartedShell> {
  const { lease } = way
  const channel = lease?.isWarm ? await overMaster(target, becomePrompt, lease, signal) : undefined
  const { running, endLogin } = channel
    ? { running: channel, endLogin: async () => {} }
    : await startProgram(target, commandOf(target, becomePrompt, way))
  return {
    running,
    connecting: Promise.resolve({ isWarm: lease?.isWarm === true }),
    refusal: () => undefined,
    markReady: () => {
      if (lease) running.spareOthers()
    },
    endLogin,
  }
}

/**
 * Starts a program that logs in to a target, and answers its password prompts. Throws ConnectionError if the key of
 * the login cannot be used.
 */
export async function startProgram(
  target: Target,
  words: readonly string[],
): Promise<{ readonly running: Running; readonly endLogin: () => Promise<void> }> {
  if (target.connection !== 'ssh') return { running: await start(words), endLogin: async () => {} }
  const closing: (() => Promise<void>)[] = []
  const endLogin = async (): Promise<void> => {
    await Promise.all(closing.splice(0).map(close => close()))
  }
  try {
    const agent = target.passphrase && (await openKeyAgent(target))
    if (agent) closing.push(agent.close)
    // safety: a prompt from the host is never answered with the key passphrase
    const askpass = target.password && (await openAskpass(target.password, asksForPassword))
    if (askpass) closing.push(askpass.close)
    // The messages of ssh are matched by `explainConnectionError`, which knows them in English.
    const running = await start(words, { LC_ALL: 'C', ...agent?.environment, ...askpass?.environment })
    askpass?.belongsTo(running.pid)
    return { running, endLogin }
  } catch (error) {
    await endLogin()
    throw error
  }
}

/** Seconds for a login and the start of a program, after the time for the connection itself. */
const LOGIN = 30

/** Returns the seconds in which a program that logs in to a target must answer. */
export function loginLimit({ connectTimeout }: Target): number {
  return connectTimeout + LOGIN
}

/**
 * Opens the shell over a persistent connection without an ssh process; returns undefined if an ssh process is needed.
 * Throws ChannelRefused.
 */
async function overMaster(
  target: Target,
  becomePrompt: BecomePrompt | undefined,
  { socket, taint }: ConnectionLease,
  signal: AbortSignal | undefined,
): Promise<Running | undefined> {
  const environment = sentVariables(target.sshArgs, { ...process.env, LC_ALL: 'C' })
  if (!environment) return undefined
  const options = {
    ...{ command: loginText(target, becomePrompt), environment, signal, onTainted: taint },
    timeout: target.connectTimeout * 1000,
  }
  return openChannel(socket, options).catch(error => {
    if (error instanceof ChannelRefused && error.kind === 'unable') return undefined
    throw error
  })
}
