import type { Host, ReadHost } from '../../remote/host.ts'
import { probe } from '../../remote/probe.ts'
import type { Answer } from '../../shell/exchange.ts'
import { withHereDocuments } from '../../shell/here-documents.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import {
  type ClientFailure,
  type ClientWords,
  endWithoutProgram,
  NO_PROGRAM,
  refuseClientFailure,
} from '../sql/client-failure.ts'

/** The params for the connection to supervisord. */
export interface SupervisorConnection {
  readonly config?: string | undefined
  readonly server_url?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly supervisorctl_path?: string | undefined
}

/** A process that supervisord manages. Its name is `group:process`, or `process` if its group has the same name. */
export interface SupervisedProcess {
  readonly name: string
  /** The state in supervisord's words, such as `RUNNING`. */
  readonly state: string
}

/** The file descriptor from which supervisorctl reads the configuration with the password. */
const CONFIG = 5

/** An awk program that prints the address of supervisord from the first configuration file that sets one. */
const ADDRESS = `/^[[:space:]]*\\[/ { s = /^[[:space:]]*\\[supervisorctl\\]/ }
s && /^[[:space:]]*serverurl[[:space:]]*[=:]/ { sub(/^[^=:]*[=:][[:space:]]*/, ""); sub(/[[:space:]]+;.*$/, ""); print; exit }`

/**
 * Returns a script that runs supervisorctl. A password is passed in a configuration file that exists only as a file
 * descriptor.
 */
function supervisorctl(connection: SupervisorConnection, words: readonly string[]): ShellText {
  const { config, server_url, username, password, supervisorctl_path = 'supervisorctl' } = connection
  const start = sh`command -v ${supervisorctl_path} >/dev/null 2>&1 || ${endWithoutProgram(supervisorctl_path)}
export LC_ALL=C`
  const given = server_url === undefined ? [] : ['-s', server_url]
  if (password === undefined) {
    const options = [
      ...(config === undefined ? [] : ['-c', config]),
      ...given,
      ...(username === undefined ? [] : ['-u', username]),
    ]
    return joinShell([start, sh`${supervisorctl_path} ${[...options, ...words]}`])
  }
  const files = config === undefined ? DEFAULTS : [config]
  const settings = { username, password }
  const lines = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value.replaceAll('%', '%%')}`],
  )
  return joinShell([
    start,
    sh`u=
for f in ${files}; do test -f "$f" && { u=$(awk ${ADDRESS} "$f"); break; }; done
u="[supervisorctl]
serverurl=\${u:-http://localhost:9001}"`,
    withHereDocuments(sh`${supervisorctl_path} -c /dev/fd/${CONFIG} ${[...given, ...words]}`, [
      { descriptor: CONFIG, firstLine: 'u', text: lines.join('\n') },
    ]),
  ])
}

/** The default configuration files. Source: supervisord, "Configuration File". */
const DEFAULTS = [
  'supervisord.conf',
  'etc/supervisord.conf',
  '/etc/supervisord.conf',
  '/etc/supervisor/supervisord.conf',
]

/** Returns the resource name of a program or a group. */
export function supervisorResource(name: string): string {
  return `supervisor:${name}`
}

/**
 * Returns the processes with this name. The name of a group ends with a colon; `all` means all processes. Throws
 * TaskError if supervisord does not answer.
 */
export async function supervisedProcesses(
  host: ReadHost,
  connection: SupervisorConnection,
  name: string,
  isCheckMode: boolean,
): Promise<SupervisedProcess[]> {
  const answer = await host.ask(
    probe<{ readonly found: SupervisedProcess[] } | { readonly failure: ClientFailure }>({
      title: `state of ${supervisorResource(name)}`,
      script: supervisorctl(connection, ['status']),
      answers: 'any',
      parse: given => {
        const failure = supervisorFailure(given)
        return failure === null ? { found: processesOf(given.stdout.toString()) } : { failure }
      },
      own: {
        resource: supervisorResource(name),
        after: ({ after }) => ({ found: predicted(name, after) }),
      },
    }),
  )
  if ('failure' in answer)
    return refuseClientFailure(host, answer.failure, WORDS, {
      ...{ isCheckMode, title: undefined, hint: HINTS[answer.failure.kind] },
    })
  const group = /^(.*):$/.exec(name)?.[1]
  return answer.found.filter(each => {
    if (group !== undefined) return each.name.startsWith(`${group}:`)
    return name === 'all' || each.name === name
  })
}

/**
 * Runs a command of supervisorctl and returns its answer, whatever its exit status is. Throws TaskError if supervisord
 * does not answer.
 */
export async function runSupervisor(
  host: Host,
  connection: SupervisorConnection,
  words: readonly string[],
): Promise<Answer> {
  const title = `supervisorctl ${words.join(' ')}`
  const answer = await host.run(supervisorctl(connection, words), { title, ok: 'any' })
  const failure = supervisorFailure(answer)
  if (failure === null) return answer
  return refuseClientFailure(host, failure, WORDS, {
    ...{ isCheckMode: false, title: `run \`${title}\``, hint: HINTS[failure.kind] },
  })
}

function processesOf(text: string): SupervisedProcess[] {
  const lines = text.matchAll(/^(\S+) +([A-Z]+)\b/gm)
  return [...lines].map(([, name = '', state = '']) => ({ name, state }))
}

/** Returns the processes that an earlier task of a dry run would leave. */
function predicted(
  name: string,
  after: { readonly [field: string]: unknown } | null | undefined,
): SupervisedProcess[] {
  if (after === null || after === undefined) return []
  const state = { running: 'RUNNING', stopped: 'STOPPED' }[String(after.state)]
  return state === undefined
    ? onlyRunTells(`the state of \`${name}\`, which an earlier task adds`)
    : [{ name: name.endsWith(':') ? `${name}?` : name, state }]
}

const WORDS: ClientWords = {
  ...{ server: 'supervisord', program: 'supervisorctl', packages: 'supervisor' },
  noConnection: 'is supervisord running? Start it in an earlier task, or check `config` and `server_url`',
}

const HINTS: Readonly<Partial<Record<ClientFailure['kind'], string>>> = {
  'no login': 'check `username` and `password`',
  refused: 'see what supervisord writes to its log',
}

/**
 * Returns the reason why supervisorctl could not send its command; null if it could. The reason is read from its
 * output, because its exit statuses differ between versions.
 */
function supervisorFailure({ status, stdout, stderr }: Answer): ClientFailure | null {
  const [output, error] = [stdout.toString().trim(), stderr.toString().trim()]
  if (status === NO_PROGRAM) return { kind: 'no program', message: error }
  const [line = ''] = output.split('\n')
  if (/no such file$|refused connection$|SHUTDOWN_STATE|Cannot assign|gaierror/m.test(line))
    return { kind: 'no connection', message: line }
  if (/requires authentication|UNAUTHORIZED|401/i.test(`${line}\n${error}`))
    return { kind: 'no login', message: line || error }
  if (/^(error: <class|Error: )/.test(line || error)) return { kind: 'refused', message: line || error }
  return null
}
