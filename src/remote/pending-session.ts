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
 * Opens a session. `onBegun` is called for each shell that is started; requests can be sent to it before it is known
 * to work.
 */
export type Open = (onBegun: (session: Session) => void) => Promise<Session>

/**
 * Returns a session that can be used before it is open. Probes are sent as soon as a shell is started, directly after
 * its program, so that the connection and the first response need only one round trip. Everything else waits until
 * the session is open, when `opening` resolves.
 */
export function openPendingSession(
  target: Target,
  open: Open,
): { readonly session: Session; readonly opening: Promise<Session> } {
  let standing: Session | undefined
  let tell: (session: Session) => void = () => {}
  const begun = new Promise<Session>(resolve => {
    tell = resolve
  })
  const real = open(tell).then(session => {
    standing = session
    return session
  })
  const first = Promise.race([begun, real])
  first.catch(() => {})
  const session: Session = {
    target,
    get cost() {
      return standing?.cost ?? NO_COST
    },
    get stands() {
      return standing !== undefined
    },
    get isOpen() {
      return standing?.isOpen ?? true
    },
    get clockOff() {
      return standing?.clockOff ?? 0
    },
    host: told => standing?.host(told) ?? hostBefore(target.name, told, { first, real }),
    close: async () => (await real).close(),
  }
  return { session, opening: real.then(() => session) }
}

function hostBefore(
  name: string,
  told: Parameters<Session['host']>[0],
  { first, real }: { readonly first: Promise<Session>; readonly real: Promise<Session> },
): Host {
  return {
    name,
    ask: async probe => {
      const asked = await first
      return asked
        .host(told)
        .ask(probe)
        .catch(async error => {
          // The first attempt to connect failed, and another one succeeded.
          const final = await real
          if (final === asked) throw error
          return final.host(told).ask(probe)
        })
    },
    run: async (script, options) => (await real).host(told).run(script, options),
    write: async file => (await real).host(told).write(file),
  }
}
