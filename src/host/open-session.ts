import { UnreachableError } from '../errors.ts'
import { checkTarget } from './address.ts'
import { openAskpass } from './askpass.ts'
import { gateOf, passGate, withNeededBecome } from './become.ts'
import { commandOf } from './command.ts'
import { start, type Target } from './connection.ts'
import { explainLoss, labelOf } from './explain.ts'
import type { Host } from './host.ts'
import { Protocol, type SessionCost } from './session.ts'
import { askerOver, hostOver, type Told } from './session-host.ts'

/** One persistent shell on one host as one user. */
export interface Session {
  readonly target: Target
  readonly cost: SessionCost
  readonly isOpen: boolean
  readonly host: (told?: Told) => Host
  readonly close: () => Promise<void>
}

/** Seconds for a login and the start of a shell, after the connection's own. */
const LOGIN = 30

/**
 * Connects and starts the shell.
 * Throws InputError where the target is refused, NoSession (an UnreachableError) where there is no shell to be had,
 * saying why and what to do. A signal that comes before the shell has answered ends the attempt.
 */
export async function openSession(wanted: Target, signal?: AbortSignal): Promise<Session> {
  checkTarget(wanted)
  const target = withNeededBecome(wanted)
  const gate = gateOf(target)
  const asks = target.connection === 'ssh' && (target.password || target.passphrase)
  const askpass = asks ? await openAskpass(target) : undefined
  let deadline: NodeJS.Timeout | undefined
  let abort = (): void => {}
  try {
    const running = start(commandOf(target, gate), {
      // What ssh says is read by `explain`; a shell of this machine keeps its locale.
      ...(target.connection === 'ssh' ? { LC_ALL: 'C' } : {}),
      ...askpass?.environment,
    })
    askpass?.belongsTo(running.child.pid)
    const protocol = new Protocol(running, labelOf(target))
    const patience = target.connectTimeout + LOGIN
    deadline = setTimeout(() => {
      protocol.refuse(`no shell within ${patience} s: ${protocol.noise.tail()}`)
    }, patience * 1000)
    abort = () => protocol.refuse('the run is over')
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    if (gate) await passGate(protocol, gate, target)
    protocol.begin()
    await protocol.ready
    const asker = askerOver(protocol)
    return {
      target: wanted,
      cost: protocol.cost,
      get isOpen() {
        return protocol.isOpen
      },
      host: told => hostOver(target.name, protocol, told, asker),
      close: () => protocol.close(),
    }
  } catch (error) {
    throw error instanceof UnreachableError ? explainLoss(target, error, gate?.prompt) : error
  } finally {
    clearTimeout(deadline)
    signal?.removeEventListener('abort', abort)
    await askpass?.close()
  }
}
