/**
 * A wait until a port is open, a file exists, or either is gone.
 *
 *     - wait_for: { host: 127.0.0.1, port: 2379, timeout: 60 }
 */
import { setTimeout } from 'node:timers/promises'
import {
  defineTask,
  fileState,
  inSync,
  number,
  pending,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { EXISTING_OUTPUTS, existingOutputs } from '../../src/built-in/files.ts'
import { type Condition, conditionHolds, matchingLine } from '../../src/built-in/host.ts'
import { absolutePath, compileRegex } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    host: text()
      .default('127.0.0.1')
      .describe('The name or address that the port belongs to, as seen from the host.')
      .meta({ examples: ['10.0.0.1'] }),
    port: number()
      .optional()
      .describe('The TCP port.')
      .meta({ examples: [2379] }),
    path: text()
      .optional()
      .describe('The path of a file on the host.')
      .meta({ examples: ['/run/app.pid'] }),
    search_regex: text()
      .optional()
      .describe(
        'A regular expression that must match a line of the file, or a line that the port sends. To read from a port, the host needs bash.',
      )
      .meta({ examples: ['^ready'] }),
    state: z
      .enum(['started', 'present', 'stopped', 'absent', 'drained'])
      .default('started')
      .describe(
        'What to wait for. `started` and `present`: the port is open, or the file exists. `stopped`: the port is closed. `absent`: the port is closed, or the file does not exist. `drained`: the port has no more connections.',
      )
      .meta({ examples: ['stopped'] }),
    timeout: number()
      .default(300)
      .describe(
        'Seconds after which the task fails. Without `port` and `path`, the task waits this long and succeeds.',
      )
      .meta({ examples: [60] }),
    connect_timeout: number()
      .default(5)
      .describe('Seconds after which a single attempt to connect to the port fails.')
      .meta({ examples: [2] }),
    delay: number()
      .default(0)
      .describe('Seconds to wait before the first check.')
      .meta({ examples: [10] }),
    sleep: number()
      .default(1)
      .describe('Seconds between checks.')
      .meta({ examples: [5] }),
    msg: text()
      .optional()
      .describe('The error message if the task fails.')
      .meta({ examples: ['the application did not come up'] }),
  })
  .refine(({ port, path }) => port === undefined || path === undefined, {
    path: ['port'],
    message: 'expected one of `port` and `path`',
    params: { ansibleMessage: 'port and path parameter can not both be passed to wait_for' },
  })
  .refine(({ state, path }) => state !== 'stopped' || path === undefined, {
    path: ['state'],
    message: '`stopped` goes with `port`; use `absent` for a file',
    params: {
      ansibleMessage: 'state=stopped should only be used for checking a port in the wait_for module',
    },
  })
  .refine(({ state, path }) => state !== 'drained' || path === undefined, {
    path: ['state'],
    message: '`drained` goes with `port`',
    params: {
      ansibleMessage: 'state=drained should only be used for checking a port in the wait_for module',
    },
  })
  .refine(
    ({ port, search_regex, state }) =>
      port === undefined || search_regex === undefined || state === 'started' || state === 'present',
    { path: ['search_regex'], message: 'goes with a port only if the port is to be open' },
  )

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Waits until a port is open or closed, or until a file exists or is removed.',
  example: `- wait_for:
    host: 127.0.0.1
    port: 2379
    timeout: 60
`,
  params,
  outputs: {
    elapsed: 'The number of seconds that the task waited.',
    ...EXISTING_OUTPUTS,
    state:
      'With `path`, the kind of what is there, such as `file`, or `absent`; otherwise the value of `state`. The keys with the mode, owner and size of a file are absent without one.',
    port: 'The value of `port`; null if it is not set.',
    path: 'The value of `path`; null if it is not set.',
    search_regex: 'The value of `search_regex`; null if it is not set.',
    match_groups:
      'The groups of `search_regex` in the line of the file at `path` that it matches, as a list; otherwise empty.',
    match_groupdict: 'The named groups of `search_regex` in this line, as a map; otherwise empty.',
  },
  readsExternalState: true,
  action: 'once',
  check: async ({ host, params }) => {
    const condition = conditionOf(params)
    if (params.delay === 0 && condition !== undefined && (await host.ask(conditionHolds(condition))))
      return inSync(await waited(host, params, 0))
    return pending(condition?.title ?? `${params.timeout} seconds to pass`)
  },
  mayChange: () => [],
  apply: async ({ host, params, progress }) => {
    const began = Date.now()
    const condition = conditionOf(params)
    progress?.({ waitsFor: condition?.title ?? 'the time to pass', limit: params.delay + params.timeout })
    await setTimeout(params.delay * 1000)
    if (condition === undefined) {
      await setTimeout(params.timeout * 1000)
      return waited(host, params, params.timeout)
    }
    while (!(await host.ask(conditionHolds(condition)))) {
      const elapsed = Math.round((Date.now() - began) / 1000)
      if (elapsed >= params.timeout) {
        throw new TaskError(params.msg ?? `timed out after ${elapsed} s waiting for ${condition.title}`, {
          hint: timeoutHint(params),
          outputs: { elapsed, msg: params.msg ?? timeoutMessage(params) },
        })
      }
      await setTimeout(params.sleep * 1000)
    }
    return waited(host, params, Math.round((Date.now() - began) / 1000))
  },
})

/** Returns the fields of Ansible's result, with the groups of `search_regex` in the matching line of the file. */
async function waited(host: ReadHost, { port, path, search_regex, state }: Params, elapsed: number) {
  const [existing, line] = await Promise.all([
    path === undefined ? { state } : existingAt(host, path),
    path === undefined || !search_regex?.includes('(') ? null : host.ask(matchingLine(path, search_regex)),
  ])
  const match = line === null ? null : compileRegex(search_regex ?? '').exec(line)
  return {
    ...{ elapsed, port: port ?? null, path: path ?? null, search_regex: search_regex ?? null },
    ...existing,
    match_groups: match?.slice(1) ?? [],
    match_groupdict: { ...match?.groups },
  }
}

async function existingAt(host: ReadHost, path: string) {
  const found = await host.ask(fileState(await absolutePath(host, path)))
  return found === null ? { state: 'absent' } : existingOutputs(found)
}

/** Returns the message of Ansible's module for a timeout. */
function timeoutMessage({ host, port, path, search_regex, state }: Params): string {
  const place = `${host}:${port}`
  if (state === 'drained') return `Timeout when waiting for ${place} to drain`
  if (state === 'stopped') return `Timeout when waiting for ${place} to stop.`
  if (state === 'absent') return `Timeout when waiting for ${path ?? place} to be absent.`
  const subject = path === undefined ? place : `file ${path}`
  return search_regex === undefined
    ? `Timeout when waiting for ${subject}`
    : `Timeout when waiting for search string ${search_regex} in ${path ?? place}`
}

/** Returns the hint for a timeout. */
function timeoutHint({ host, port, path, search_regex, state }: Params): string {
  const more = 'or raise `timeout`'
  const isGone = state === 'stopped' || state === 'absent'
  if (path !== undefined) {
    if (isGone) return `check what should remove the file, ${more}`
    if (search_regex === undefined) return `check what should create the file, ${more}`
    return `compare \`search_regex\` with the lines of the file, ${more}`
  }
  if (state === 'drained') return `see on the host which connections are left (\`ss -tn\`), ${more}`
  if (isGone)
    return `check that the service was stopped, and what still listens there (\`ss -ltnp\`), ${more}`
  if (search_regex !== undefined) return `check what the service sends when a client connects, ${more}`
  return `check that the service runs and listens on port ${port} of ${host} (\`ss -ltn\`), ${more}`
}

function conditionOf({
  host,
  port,
  path,
  search_regex,
  state,
  connect_timeout,
}: Params): Condition | undefined {
  const isGone = state === 'stopped' || state === 'absent'
  if (path !== undefined) {
    const title = `${path}${search_regex === undefined ? '' : ` with a line like ${search_regex}`} to ${isGone ? 'be removed' : 'exist'}`
    return {
      kind: 'file',
      title,
      path,
      isGone,
      ...(search_regex === undefined ? {} : { pattern: search_regex }),
    }
  }
  if (port === undefined) return undefined
  if (state === 'drained') return { kind: 'drained', title: `the connections to port ${port} to end`, port }
  const event = isGone ? 'close' : 'open'
  return {
    kind: 'port',
    title: `port ${port} of ${host} to ${search_regex === undefined ? event : `send a line like ${search_regex}`}`,
    host,
    port,
    ...(search_regex === undefined ? {} : { pattern: search_regex }),
    seconds: connect_timeout,
    isGone,
  }
}
