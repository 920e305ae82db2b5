import type { SessionCost } from '../shell/client.ts'
import type { Target } from '../transport/spawn.ts'
import type { Host } from './host.ts'
import type { Session } from './session.ts'

/** The cost of a session that is not open yet. */
export const NO_COST: SessionCost = {
  connections: 0,
  requests: 0,
  roundTrips: 0,
  bytesSent: 0,
  bytesReceived: 0,
}

/**
 * Opens a session. `onStarted` is called for each shell that is started; requests can be sent to it before it is known
 * to work.
 */
export type Open = (onStarted: (session: Session) => void) => Promise<Session>

/**
 * Returns a session that can be used before it is open. Probes are sent as soon as a shell is started, directly after
 * its program, so that the connection and the first response need only one round trip. Everything else waits until
 * the session is open, when `opened` resolves.
 */
export function openPendingSession(
  target: Target,
  open: Open,
): { readonly session: Session; readonly opened: Promise<Session> } {
  let opened: Session | undefined
  let markStarted: (session: Session) => void = () => {}
  const started = new Promise<Session>(resolve => {
    markStarted = resolve
  })
  const real = open(markStarted).then(session => {
    opened = session
    return session
  })
  const first = Promise.race([started, real])
  first.catch(() => {})
  const session: Session = {
    target,
    get cost() {
      return opened?.cost ?? NO_COST
    },
    get isReady() {
      return opened !== undefined
    },
    get isOpen() {
      return opened?.isOpen ?? true
    },
    get clockOffset() {
      return opened?.clockOffset ?? 0
    },
    host: callbacks => opened?.host(callbacks) ?? pendingHost(target.name, callbacks, { first, real }),
    close: async () => (await real).close(),
  }
  return { session, opened: real.then(() => session) }
}

function pendingHost(
  name: string,
  callbacks: Parameters<Session['host']>[0],
  { first, real }: { readonly first: Promise<Session>; readonly real: Promise<Session> },
): Host {
  return {
    name,
    ask: async probe => {
      const pending = await first
      return pending
        .host(callbacks)
        .ask(probe)
        .catch(async error => {
          // The first attempt to connect failed, and another one succeeded.
          const final = await real
          if (final === pending) throw error
          return final.host(callbacks).ask(probe)
        })
    },
    run: async (script, options) => (await real).host(callbacks).run(script, options),
    write: async file => (await real).host(callbacks).write(file),
  }
}
