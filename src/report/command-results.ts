import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'
import type { RunEvent, TaskResultEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { dispatch, type EventHandlers } from './dispatch.ts'
import { countHosts, shortenHosts } from './hosts.ts'
import type { Style } from './style.ts'
import { warningText } from './warning-text.ts'
import { withoutHost } from './without-host.ts'

/** The result of the command on one host. */
interface CommandResult {
  readonly host: string
  readonly status: 'ok' | 'failed' | 'unreachable'
  /** The exit code; absent if the command did not run to its end. */
  readonly rc?: number
  readonly stdout: string
  readonly stderr: string
  /** Why the command was not run, and what to do next. */
  readonly message?: string
  readonly hint?: string
}

/** Where the results of a command are written, and in which form. */
export interface CommandOutput {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** Whether lines are shown as soon as they arrive even if there are several hosts. */
  readonly isLive: boolean
  /** Whether only one JSON document is written, at the end. */
  readonly isJson: boolean
  readonly style: Style
}

/**
 * Reports a single command on hosts: with `isLive` each line as it arrives, and at the end one block for all hosts
 * with the same output. The output of a single host is shown unchanged, each stream on its own.
 */
export function reportCommand(output: CommandOutput): Reporter {
  const results: CommandResult[] = []
  let hosts: readonly string[] = []
  const isAlone = (): boolean => hosts.length === 1
  const handlers: EventHandlers = {
    'play.start': event => {
      hosts = event.hosts
    },
    'task.output': event => {
      if (!output.isJson) showLine(event, output, isAlone())
    },
    'task.result': event => results.push(resultOf(event)),
    warning: event => output.stderr(`${warningText(event)}\n`),
    'run.end': () => {
      results.sort((a, b) => hosts.indexOf(a.host) - hosts.indexOf(b.host))
      if (output.isJson) return output.stdout(`${asJson(results)}\n`)
      const lines = isAlone() ? results.flatMap(failureOf) : groupLines(results, output.style)
      const write = isAlone() ? output.stderr : output.stdout
      for (const line of lines) write(`${line}\n`)
    },
  }
  return { event: event => dispatch(handlers, event), close: async () => {} }
}

function showLine(
  { host, stream, line }: Extract<RunEvent, { type: 'task.output' }>,
  { stdout, stderr, isLive, style }: CommandOutput,
  isAlone: boolean,
): void {
  const text = escapeControl(line)
  if (isAlone) (stream === 'stdout' ? stdout : stderr)(`${text}\n`)
  else if (isLive) stdout(`${style.dim(`${escapeControlInLine(host)} |`)} ${text}\n`)
}

function resultOf({ host, status, message, hint, outputs }: TaskResultEvent): CommandResult {
  const { rc, stdout, stderr } = outputs
  const isRun = typeof rc === 'number'
  return {
    host,
    status: status === 'failed' || status === 'unreachable' ? status : 'ok',
    ...(isRun ? { rc } : {}),
    stdout: typeof stdout === 'string' ? stdout : '',
    stderr: typeof stderr === 'string' ? stderr : '',
    ...(isRun || message === undefined ? {} : { message }),
    ...(isRun || hint === undefined ? {} : { hint }),
  }
}

function asJson(results: readonly CommandResult[]): string {
  const byHost = results.map(({ host, ...result }) => [host, result])
  return JSON.stringify({ hosts: Object.fromEntries(byHost) }, null, 2)
}

/** Returns one block for the hosts with the same output, those where it failed last. */
function groupLines(results: readonly CommandResult[], style: Style): string[] {
  const groups = new Map<string, CommandResult[]>()
  for (const result of results) {
    const { host, message, hint, ...same } = result
    // Error messages contain the host's name, which is left out for the comparison; the output of the command is
    // compared as it is.
    const reason = [message, hint].map(text => text && withoutHost(text, host))
    const key = JSON.stringify([same, reason])
    groups.set(key, [...(groups.get(key) ?? []), result])
  }
  const isGood = ([first]: CommandResult[]): boolean => first?.status === 'ok'
  const all = [...groups.values()]
  return [...all.filter(isGood), ...all.filter(group => !isGood(group))].flatMap(group => [
    '',
    ...showGroup(group, style),
  ])
}

function showGroup(group: readonly CommandResult[], style: Style): string[] {
  const [first] = group
  if (!first) return []
  const names = group.map(({ host }) => escapeControlInLine(host)).sort()
  const title = `${countHosts(names.length)}: ${shortenHosts(names)}`
  const shown = [...[first.stdout, first.stderr].flatMap(linesOf), ...reasonOf(first)]
  const lines = shown.length > 0 ? shown : [style.dim('(no output)')]
  return [
    `${style.mark(first.status)} ${style.bold(title)}${first.status === 'ok' ? '' : style.red(`  ${ending(first)}`)}`,
    ...lines.map(line => `  ${line}`),
  ]
}

/** Returns the message for a command that failed; its output has been shown already. */
function failureOf(result: CommandResult): string[] {
  if (result.status === 'ok') return []
  return [`${escapeControlInLine(result.host)}: ${ending(result)}`, ...reasonOf(result)]
}

function reasonOf({ message = '', hint }: CommandResult): string[] {
  return [...linesOf(message), ...(hint === undefined ? [] : linesOf(`hint: ${hint}`))]
}

function ending({ status, rc }: CommandResult): string {
  return rc === undefined ? status : `exit code ${rc}`
}

function linesOf(text: string): string[] {
  return text === '' ? [] : escapeControl(text.replace(/\n$/, '')).split('\n')
}
