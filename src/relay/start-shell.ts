import type { Running } from '../shell/exchange.ts'
import { asksForPassword, openAskpass } from '../transport/askpass.ts'
import { openKeyAgent } from '../transport/key-agent.ts'
import { ChannelRefused, openChannel } from '../transport/persistent/mux-channel.ts'
import { sentVariables } from '../transport/persistent/sent-environment.ts'
import { type ConnectionLease, start, type Target } from '../transport/spawn.ts'
import { type BecomePrompt, commandOf, loginText, type SshWay } from '../transport/ssh-args.ts'

/** A program that gives the shell of a host, started where ssh runs: on this machine or on a relay. */
export interface StartedShell {
  readonly running: Running
  /** Resolves when its connection is being made: whether it goes over a persistent one, which needs no login. */
  readonly begun: Promise<{ readonly isWarm: boolean }>
  /** The error that says why it was not started, if who was to start it knows. */
  readonly refusal: () => Error | undefined
  /** Called when the shell has answered: its persistent connection is for others too from then on. */
  readonly stands: () => void
  /** Closes what the login alone needed. */
  readonly endLogin: () => Promise<void>
}

/**
 * Starts the program that gives a target's shell, over the persistent connection if there is one. Throws ChannelRefused if that one
 * does not work, ConnectionError if the key of the login cannot be used.
 */
export async function startShell(
  target: Target,
  gate: BecomePrompt | undefined,
  way: SshWay,
  signal: AbortSignal | undefined,
): Promise<StartedShell> {
  const { kept } = way
  const channel = kept?.isWarm ? await overMaster(target, gate, kept, signal) : undefined
  const { running, endLogin } = channel
    ? { running: channel, endLogin: async () => {} }
    : await startProgram(target, commandOf(target, gate, way))
  return {
    running,
    begun: Promise.resolve({ isWarm: kept?.isWarm === true }),
    refusal: () => undefined,
    stands: () => {
      if (kept) running.spareOthers()
    },
    endLogin,
  }
}

/** Starts a program that logs in to a target, with the passwords that the login may ask for. Throws ConnectionError as `startShell`. */
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
    // What ssh says is read by `explain`.
    const running = await start(words, { LC_ALL: 'C', ...agent?.environment, ...askpass?.environment })
    askpass?.belongsTo(running.pid)
    return { running, endLogin }
  } catch (error) {
    await endLogin()
    throw error
  }
}

/** Seconds for a login and the start of a program, after the connection's own. */
const LOGIN = 30

/** Seconds in which a program that logs in to a target must answer. */
export function loginLimit({ connectTimeout }: Target): number {
  return connectTimeout + LOGIN
}

/** The shell over a kept connection, without an ssh of its own; undefined if that is left to ssh. Throws ChannelRefused. */
async function overMaster(
  target: Target,
  gate: BecomePrompt | undefined,
  { socket, spoil }: ConnectionLease,
  signal: AbortSignal | undefined,
): Promise<Running | undefined> {
  const environment = sentVariables(target.sshArgs, { ...process.env, LC_ALL: 'C' })
  if (!environment) return undefined
  const options = {
    ...{ command: loginText(target, gate), environment, signal, onSpoilt: spoil },
    timeout: target.connectTimeout * 1000,
  }
  return openChannel(socket, options).catch(error => {
    if (error instanceof ChannelRefused && error.kind === 'unable') return undefined
    throw error
  })
}
