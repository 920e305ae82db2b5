import type { SessionCost } from '../shell/client.ts'
import type { Target } from '../transport/spawn.ts'
import type { Host } from './host.ts'
import type { Session } from './session.ts'

/** What a session costs before there is one. */
export const NO_COST: SessionCost = {
  connections: 0,
  requests: 0,
  roundTrips: 0,
  bytesSent: 0,
  bytesReceived: 0,
}

/**
 * Opens a session; `onBegun` is called for each shell that is started, which can take requests before it is
 * known to work.
 */
export type Open = (onBegun: (session: Session) => void) => Promise<Session>

/**
 * A session from the first request on. Requests are sent as soon as a shell is started, right behind its
 * program: the connection and the first response need only one round trip. Everything else waits until the
 * session is open, when `opening` resolves.
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
          // The way that was tried first led nowhere.
          const final = await real
          if (final === asked) throw error
          return final.host(told).ask(probe)
        })
    },
    run: async (script, options) => (await real).host(told).run(script, options),
    write: async file => (await real).host(told).write(file),
  }
}
