import { Command } from 'commander'
import { InputError, InputErrors } from '../../errors.ts'
import type { InventoryView } from '../../inventory-view.ts'
import { countHosts } from '../../report/hosts.ts'
import { escapeControlInLine, type RunOptions } from '../../run.ts'
import { type Action, CONSOLE_COMMANDS, readConsoleLine } from '../console/read-line.ts'
import { type HostFlags, hostOptionsOf, passwordsOf, withHostOptions } from '../options/host-options.ts'
import type { CommandContext } from './command-context.ts'
import { showDocumentation } from './doc.ts'
import { runCommandOnHosts } from './exec.ts'
import { printError } from './print-error.ts'
import { runTaskOnHosts } from './task.ts'

interface Flags extends HostFlags {
  readonly check: boolean
  readonly diff: boolean
}

/** The state of the console, which its commands change. */
interface Console {
  readonly context: CommandContext
  readonly flags: Flags
  readonly view: InventoryView
  options: RunOptions
  pattern: string
  /** The exit code of the last task or command. */
  code: number
}

/** `run console`: a prompt that runs tasks and commands on hosts. Its exit code is that of the last one. */
export function consoleCommand(context: CommandContext): Command {
  const command = new Command('console')
    .description('Open a prompt that runs tasks and commands on hosts.')
    .argument('[pattern]', 'hosts or groups that are selected at the start', 'all')
    .option('-C, --check', 'start with dry runs turned on', false)
    .option('-D, --diff', 'start with differences shown', false)
    .addHelpText('after', `\n${helpLines().join('\n')}`)
    .action(async (pattern: string, flags: Flags) => {
      context.code = await act(pattern, flags, context)
    })
  return withHostOptions(command)
}

async function act(pattern: string, flags: Flags, context: CommandContext): Promise<number> {
  const [
    { viewInventory },
    { promptedLines },
    { historyFile, openHistory },
    { completeLine },
    { hostsIn, valuesFor },
  ] = await Promise.all([
    import('../../inventory-view.ts'),
    import('../console/prompt.ts'),
    import('../console/history.ts'),
    import('../console/complete-line.ts'),
    import('../completion/values.ts'),
  ])
  const options = { ...hostOptionsOf(flags, flags), ...(await passwordsOf(flags)) }
  const view = viewInventory(options, context.masks)
  view.hosts(pattern)
  const on: Console = { context, flags, view, options, pattern, code: 0 }
  const history = openHistory(historyFile(), text => context.masks.mask(text))
  const lines = promptedLines({
    prompt: () => promptOf(on),
    history: history.lines,
    complete: line =>
      completeLine(line, (name, operands) =>
        name === 'exec pattern' ? hostsIn(view) : valuesFor(name, { operands, options: new Map() }),
      ),
  })
  for await (const line of lines) {
    history.add(line)
    const isOver = await attempt(on, line)
    if (isOver) break
  }
  return on.code
}

/** Returns the prompt: `web (3 hosts, become, check)> `. */
function promptOf({ view, pattern, options }: Console): string {
  const { become, becomeUser, check, diff } = options
  const user = becomeUser === undefined ? 'become' : `become ${becomeUser}`
  const state = [
    countHosts(view.hosts(pattern).length),
    ...(become ? [user] : []),
    ...(check ? ['check'] : []),
    ...(diff ? ['diff'] : []),
  ]
  return `${escapeControlInLine(pattern)} (${state.join(', ')})> `
}

/** Executes one line, and prints its error if it fails. Returns true if it ends the console. */
async function attempt(on: Console, line: string): Promise<boolean> {
  try {
    const action = readConsoleLine(line)
    if (action.do === 'exit') return true
    await runAction(on, action)
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof InputErrors)) throw error
    printError(error, process.stderr, text => on.context.masks.mask(text))
    on.code = 1
  }
  return false
}

async function runAction(on: Console, action: Action): Promise<void> {
  const { context, flags, options, view, pattern } = on
  if (action.do === 'hosts') {
    view.hosts(action.pattern)
    on.pattern = action.pattern
  } else if (action.do === 'list') {
    for (const { host } of view.hosts(pattern)) process.stdout.write(`${escapeControlInLine(host)}\n`)
  } else if (action.do === 'switch') {
    on.options = { ...options, [action.what]: action.isOn ?? !options[action.what] }
  } else if (action.do === 'become user') {
    const { becomeUser: _, ...others } = options
    const { user } = action
    on.options = user === undefined ? others : { ...others, become: true, becomeUser: user }
  } else if (action.do === 'help') {
    if (action.topic === undefined) process.stdout.write(`${helpLines().join('\n')}\n`)
    else await showDocumentation(action.topic)
  } else if (action.do === 'command') {
    if (options.check)
      throw new InputError('a command has no dry run', { hint: 'turn dry runs off with `check off`' })
    on.code = await runCommandOnHosts({ options, pattern, words: [action.line], isJson: false }, context)
  } else if (action.do === 'task') {
    const { type, params } = action
    on.code = await runTaskOnHosts(
      options,
      { hosts: pattern, type, params },
      { verbose: flags.verbose },
      context,
    )
  }
}

function helpLines(): string[] {
  const rows = [
    ...Object.values(CONSOLE_COMMANDS),
    ['!COMMAND', 'Run a shell command on the hosts and show what it prints; `shell COMMAND` does the same.'],
    ['TYPE key=value …', 'Run one task on the hosts, as `run task` does.'],
  ] as const
  const width = Math.max(...rows.map(([usage]) => usage.length))
  return [
    ...rows.map(([usage, about]) => `${usage.padEnd(width)}  ${about}`),
    '',
    'A line that begins with a space, or may contain a password, is not kept in the history.',
  ]
}
