import { UnreachableError } from '../errors.ts'
import { becomeCauses } from './become-causes.ts'
import { type ConnectionErrorKind, connectionCauses, noShell, SILENT } from './connection-causes.ts'
import type { Target } from './spawn.ts'

/** The error for a session that could not be opened. */
export class ConnectionError extends UnreachableError {
  readonly kind: ConnectionErrorKind

  constructor(
    message: string,
    details: {
      kind: ConnectionErrorKind
      hint: string
      cause: unknown
      missingUser?: string | undefined
      isBecomeRefused?: boolean
    },
  ) {
    super(message, { ...details, isFinal: details.kind === 'refused' })
    this.kind = details.kind
  }
}

/**
 * Returns the error with the host's address, port and user, with its cause if that is a known one, and with a hint.
 */
export function explainConnectionError(
  target: Target,
  error: UnreachableError,
  gate: string | undefined,
): ConnectionError {
  const label = labelOf(target)
  const said = cleaned(error.message.replace(`${label}: `, ''), gate)
  const ofBecome = becomeCauses(target).find(({ when }) => when.test(said))
  const cause = ofBecome ?? connectionCauses(target).find(({ when }) => when.test(said))
  const words = said.replace(/^the connection was lost:?\s*/, '').trim()
  const isSilent = words === '' && target.connection === 'ssh' && /status 255$/.test(error.hint ?? '')
  const { reason, hint, kind = 'other', missingUser } = cause ?? (isSilent ? SILENT : noShell(target))
  const message = `${label}: ${reason}${words ? `: ${words}` : ''}`
  return new ConnectionError(message, {
    ...{ kind, hint, missingUser },
    cause: error,
    isBecomeRefused: ofBecome !== undefined,
  })
}

/** Returns a host's name in messages: `node1 (192.168.202.131, port 22, user root)`. */
export function labelOf({ name, connection, address, port, user, become }: Target): string {
  const as = become ? [`as ${become.user} by ${become.method}`] : []
  const parts =
    connection === 'ssh'
      ? [address, `port ${port ?? 22}`, ...(user === undefined ? [] : [`user ${user}`]), ...as]
      : [connection === 'local' ? 'this machine' : connection.join(' '), ...as]
  return `${name} (${parts.join(', ')})`
}

/**
 * Returns ssh's messages without the nonce of the become prompt and without the lines of `@` around ssh's warnings.
 */
function cleaned(text: string, gate: string | undefined): string {
  const bare = gate === undefined ? text : text.replaceAll(gate, '')
  return bare
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^@+$/.test(line))
    .join('\n')
}
