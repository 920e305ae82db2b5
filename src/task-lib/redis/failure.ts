import type { ReadHost } from '../../remote/host.ts'
import type { Answer } from '../../shell/exchange.ts'
import {
  type ClientFailure,
  type ClientWords,
  NO_PROGRAM,
  refuseClientFailure,
  startOrCheck,
} from '../sql/client-failure.ts'

const WORDS: ClientWords = {
  server: 'Redis server',
  noConnection: startOrCheck('`login_host`, `login_port` and `tls`'),
  program: 'redis-cli',
  packages: 'redis-tools, redis or valkey',
}

/**
 * Returns the reason why redis-cli got no reply or an error; null if it succeeded. The exit status does not show errors
 * of the server: it is 0 for them too.
 */
export function redisFailure({ status, stdout, stderr }: Answer): ClientFailure | null {
  const [reply, output] = [stdout.toString().trim(), stderr.toString().trim()]
  if (status === NO_PROGRAM) return { kind: 'no program', message: output }
  const [, error] = /^(?:\(error\) )?([A-Z]{2,} .*)$/m.exec(reply) ?? []
  if (error === undefined) {
    if (reply !== '' && status === 0) return null
    const [line = 'redis-cli printed nothing'] = output.split('\n').filter(each => each !== '')
    return { kind: /^Could not connect|^Error: /m.test(output) ? 'no connection' : 'refused', message: line }
  }
  // The message about the failed login, which redis-cli prints before the command's own error, is more precise.
  const [, login] = /^AUTH failed: (.*)$/m.exec(output) ?? []
  if (/^(NOAUTH|WRONGPASS)\b/.test(error)) return { kind: 'no login', message: login ?? error }
  return { kind: /^(LOADING|MASTERDOWN)\b/.test(error) ? 'no connection' : 'refused', message: error }
}

/** Throws TaskError for a failure, with a hint; see `refuseClientFailure`. */
export function refuseRedis(
  host: ReadHost,
  failure: ClientFailure,
  isCheckMode: boolean,
  title?: string,
): Promise<never> {
  return refuseClientFailure(host, failure, WORDS, { isCheckMode, title, hint: hintFor(failure) })
}

function hintFor({ kind, message }: ClientFailure): string | undefined {
  if (kind === 'no login') return 'check `login_user` and `login_password`'
  if (/^NOPERM\b/.test(message)) return 'log in as a user that may do this: see `login_user`'
  if (/immutable|protected config/.test(message))
    return 'the server reads it at its start: set it in redis.conf, and restart the server'
  return undefined
}
