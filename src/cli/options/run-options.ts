import { type Command, InvalidArgumentError, Option } from 'commander'
import type { RunOptions } from '../../run.ts'
import { askPassword } from './ask-password.ts'
import { type KeyFlags, keySources, withKeyOptions } from './key-options.ts'
import { limitOf } from './limit.ts'

/** What every command takes that looks at hosts by playbooks. */
export interface RunFlags extends KeyFlags {
  readonly inventory: string[]
  readonly limit?: string
  readonly extraVars: string[]
  readonly tags: string[]
  readonly skipTags: string[]
  readonly forks?: number
  readonly user?: string
  readonly become: boolean
  readonly becomeUser?: string
  readonly becomeMethod?: string
  readonly askBecomePass: boolean
  readonly askPass: boolean
  readonly privateKey?: string
  readonly connection?: string
  readonly timeout?: number
  readonly persist: boolean
  readonly lockWait?: number
  readonly backup: boolean
  readonly dialect?: 'drover' | 'ansible'
  readonly verbose: number
  readonly startAtTask?: string
  readonly forceHandlers: boolean
  readonly lookAhead: boolean
}

/** What every command takes that changes hosts by what was kept: a plan, a journal. */
export interface ReportFlags {
  readonly askPass: boolean
  readonly askBecomePass: boolean
  readonly diff: boolean
  readonly lockWait?: number
  readonly verbose: number
  readonly output?: 'tree' | 'lines' | 'ndjson'
}

/** The options of such a command. */
export function withReportOptions(command: Command): Command {
  command
    .option('-D, --diff', 'show the differences', false)
    .option('-K, --ask-become-pass', 'ask for the become password', false)
    .option('-k, --ask-pass', 'ask for the login password', false)
    .option(...LOCK_WAIT)
    .option(
      '-v, --verbose',
      'verbose output: what commands print, and tasks that are ok; -vv for results as well',
      (_, count: number) => count + 1,
      0,
    )
    .addOption(outputOption())
  return withKeyOptions(command)
}

/** `-o`: how a run is reported. */
export function outputOption(): Option {
  return new Option(
    '-o, --output <kind>',
    'output format (default: tree on a terminal, otherwise lines)',
  ).choices(['tree', 'lines', 'ndjson'])
}

/** What a command takes that only reaches hosts. */
export type ReachFlags = KeyFlags & Pick<RunFlags, 'inventory' | 'extraVars' | 'user' | 'timeout'>

/** The options of such a command. */
export function withReachOptions(command: Command): Command {
  command
    .option(...INVENTORY)
    .option(...EXTRA_VARS)
    .option(...USER)
    .option(...TIMEOUT)
  return withKeyOptions(command)
}

/** What such a command asks of the inventory. */
export function reachOptionsOf(flags: ReachFlags): RunOptions {
  const { inventory, extraVars, user, timeout } = flags
  return {
    playbooks: [],
    inventory,
    extraVars,
    ...(user === undefined ? {} : { user }),
    ...(timeout === undefined ? {} : { timeout }),
    keys: keySources(flags),
    check: true,
    diff: false,
    tags: [],
    skipTags: [],
    become: false,
    persist: false,
    forceHandlers: false,
    lookAhead: false,
  }
}

const INVENTORY: [string, string, typeof collect, string[]] = [
  '-i, --inventory <path>',
  'inventory file or folder, or a list `a,b,`; may be repeated (default: inventory/)',
  collect,
  [],
]

const EXTRA_VARS: [string, string, typeof collect, string[]] = [
  '-e, --extra-vars <vars>',
  'variables: key=value, YAML, JSON or @file; may be repeated',
  collect,
  [],
]

const USER: [string, string] = ['-u, --user <name>', 'user to log in as']

const TIMEOUT: [string, string, typeof positive] = [
  '-T, --timeout <seconds>',
  'connection timeout in seconds (default: 10)',
  positive,
]

const LOCK_WAIT = [
  '--lock-wait <seconds>',
  'seconds to wait if another run holds the lock of a host (default: 0)',
  positive,
] as const

/** The options of a command that looks at hosts by playbooks. */
export function withRunOptions(command: Command): Command {
  command
    .option(...INVENTORY)
    .option(
      '-l, --limit <pattern>',
      'only these hosts of the plays; `@failed`: hosts not completed in the last run',
    )
    .option(...EXTRA_VARS)
    .option('-t, --tags <tags>', 'only tasks with these tags', collectTags, [])
    .option('--skip-tags <tags>', 'no tasks with these tags', collectTags, [])
    .option('-f, --forks <number>', 'hosts to work on in parallel (default: 100)', positive)
    .option(...USER)
    .option('-b, --become', 'run tasks as another user', false)
    .option('--become-user <name>', 'user to run tasks as (default: root)')
    .addOption(
      new Option('--become-method <method>', 'how to become that user').choices(['sudo', 'su', 'doas']),
    )
    .option('-K, --ask-become-pass', 'ask for the become password', false)
    .option('-k, --ask-pass', 'ask for the login password', false)
    .option('--private-key <file>', 'log in with this key')
    .option('-c, --connection <kind>', 'ssh, local, or a command that gives a shell')
    .option(...TIMEOUT)
    .option('--no-persist', 'do not reuse or keep persistent ssh connections')
    .option(...LOCK_WAIT)
    .option(
      '-v, --verbose',
      'verbose output: what commands print, and tasks that are ok; -vv for results as well',
      (_, count: number) => count + 1,
      0,
    )
    .addOption(
      new Option(
        '--dialect <language>',
        'language of all files: drover, or ansible (default: what the project says)',
      ).choices(['drover', 'ansible']),
    )
    .option('--backup', 'back up each replaced file in the same folder, as NAME.TIME~', false)
    .option('--start-at-task <name>', 'start at this task; `*` matches any text')
    .option('--no-look-ahead', 'do not check later tasks ahead of time')
    .option('--force-handlers', 'run handlers on failed hosts, too', false)
  return withKeyOptions(command)
}

/** The passwords that were to be asked for. */
export async function passwordsOf({
  askPass,
  askBecomePass,
}: Pick<RunFlags, 'askPass' | 'askBecomePass'>): Promise<
  Pick<RunOptions, 'loginPassword' | 'becomePassword'>
> {
  const loginPassword = askPass ? await askPassword('login password: ') : undefined
  const becomePassword = askBecomePass ? await askPassword('become password: ') : undefined
  return {
    ...(loginPassword === undefined ? {} : { loginPassword }),
    ...(becomePassword === undefined ? {} : { becomePassword }),
  }
}

/** What the command line asks of a run, passwords aside. */
export function optionsOf(
  files: readonly string[],
  flags: RunFlags,
  { check, diff }: Pick<RunOptions, 'check' | 'diff'>,
): RunOptions {
  const given = <K extends keyof RunFlags>(...keys: K[]): Partial<Pick<RunFlags, K>> =>
    Object.fromEntries(keys.filter(key => flags[key] !== undefined).map(key => [key, flags[key]])) as Partial<
      Pick<RunFlags, K>
    >
  return {
    playbooks: files,
    inventory: flags.inventory,
    check,
    diff,
    extraVars: flags.extraVars,
    tags: flags.tags,
    skipTags: flags.skipTags,
    become: flags.become,
    persist: flags.persist,
    forceHandlers: flags.forceHandlers,
    lookAhead: flags.lookAhead,
    backup: flags.backup,
    verbosity: flags.verbose,
    keys: keySources(flags),
    ...(flags.limit === undefined ? {} : { limit: limitOf(flags.limit) }),
    ...given(
      'dialect',
      'forks',
      'user',
      'becomeUser',
      'becomeMethod',
      'privateKey',
      'connection',
      'timeout',
      'lockWait',
      'startAtTask',
    ),
  } as RunOptions
}

function collect(value: string, all: string[]): string[] {
  return [...all, value]
}

function collectTags(value: string, all: string[]): string[] {
  return [
    ...all,
    ...value
      .split(',')
      .map(tag => tag.trim())
      .filter(tag => tag !== ''),
  ]
}

function positive(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('expected a whole number above 0.')
}
