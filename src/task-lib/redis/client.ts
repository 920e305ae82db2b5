import { doubleQuoted } from '../../base/double-quoted.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { probe } from '../../remote/probe.ts'
import type { Answer } from '../../shell/exchange.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { withHereDocuments } from '../../shell/here-documents.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { type ClientFailure, findProgram, NO_PROGRAM } from '../sql/client-failure.ts'
import { redisFailure, refuseRedis } from './failure.ts'
import type { RedisConnection } from './login.ts'

/** The names of the client program: that of Redis, and of Valkey. */
const PROGRAMS = ['redis-cli', 'valkey-cli']

/** The exit statuses of redis-cli; errors of the server do not change the status. */
const STATUSES = [0, 1, NO_PROGRAM]

/**
 * Returns a script that sends one command. The words of the command are passed on standard input and the password in a
 * variable, so that neither is in a list of processes. Source: `sdssplitargs` of sds.c, which parses the words.
 */
function redisScript({ options, password }: RedisConnection, command: readonly string[]): ShellText {
  const cli = withHereDocuments(sh`"$c" --no-raw ${options}`, [
    { descriptor: 0, text: command.map(doubleQuoted).join(' ') },
  ])
  return joinShell([
    findProgram(PROGRAMS, 'redis-cli'),
    ...exportVariables(password === undefined ? {} : { REDISCLI_AUTH: password }),
    cli,
  ])
}

/** A command that only reads. */
export interface RedisQuery {
  readonly title: string
  readonly command: readonly string[]
}

/**
 * Sends a command that only reads, and returns the output of redis-cli. Throws TaskError with a hint if there is no
 * reply; see `refuseClientFailure`.
 */
export async function queryRedis(
  host: ReadHost,
  connection: RedisConnection,
  { title, command }: RedisQuery,
  isCheckMode: boolean,
): Promise<string> {
  const asked = probe<{ readonly text: string; readonly failure: ClientFailure | null }>({
    title,
    script: redisScript(connection, command),
    answers: STATUSES,
    parse: answer => ({ text: answer.stdout.toString(), failure: redisFailure(answer) }),
  })
  const { text, failure } = await host.ask(asked)
  return failure === null ? text : refuseRedis(host, failure, isCheckMode)
}

/** Runs a command that changes something. Throws TaskError if the server refuses it. */
export async function runRedis(
  host: Host,
  connection: RedisConnection,
  command: readonly string[],
  title: string,
): Promise<void> {
  const answer: Answer = await host.run(redisScript(connection, command), { title, ok: STATUSES })
  const failure = redisFailure(answer)
  if (failure !== null) await refuseRedis(host, failure, false, title)
}
