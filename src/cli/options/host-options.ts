import { type Command, Option } from 'commander'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { limitOf } from '../../journal/limit.ts'
import type { RunOptions } from '../../run.ts'
import { askPassword } from './ask-password.ts'
import { type KeyFlags, keySources, withKeyOptions } from './key-options.ts'
import { collect, positive } from './option-values.ts'

/** The options of every command that runs tasks on hosts. */
export interface HostFlags extends KeyFlags {
  readonly inventory: string[]
  readonly limit?: string
  readonly extraVars: string[]
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
}

/** Adds the options of a command that runs tasks on hosts. */
export function withHostOptions(command: Command): Command {
  command
    .option(...INVENTORY)
    .option(
      '-l, --limit <pattern>',
      'only hosts that match; `@failed` selects the hosts that failed or were lost in the last run',
    )
    .option(...EXTRA_VARS)
    .option('-f, --forks <number>', 'number of hosts in parallel (default: 100)', positive)
    .option(...USER)
    .option('-b, --become', 'run tasks as another user', false)
    .option('--become-user <name>', 'user to run tasks as (default: root)')
    .addOption(
      new Option('--become-method <method>', 'method to become that user: sudo, su or doas').choices([
        'sudo',
        'su',
        'doas',
      ]),
    )
    .option('-K, --ask-become-pass', 'ask for the become password', false)
    .option('-k, --ask-pass', 'ask for the login password', false)
    .option('--private-key <file>', 'log in with this key')
    .option('-c, --connection <kind>', 'how to connect: ssh, local, or a command that starts a shell')
    .option(...TIMEOUT)
    .option('--no-persist', 'do not reuse or keep persistent ssh connections')
    .option(...LOCK_WAIT)
    .option(...VERBOSE)
    .addOption(
      new Option(
        '--dialect <language>',
        'language of all files: drover or ansible (default: as set in the project)',
      ).choices(['drover', 'ansible']),
    )
    .option('--backup', 'back up each replaced file in the same folder, as NAME.TIME~', false)
  return withKeyOptions(command)
}

/** Returns the options of a run from those of such a command, without passwords. */
export function hostOptionsOf(
  flags: HostFlags,
  { check, diff }: Pick<RunOptions, 'check' | 'diff'>,
): RunOptions {
  const { dialect, forks, user, becomeUser, becomeMethod, privateKey, connection, timeout, lockWait } = flags
  return {
    playbooks: [],
    inventory: flags.inventory,
    check,
    diff,
    extraVars: flags.extraVars,
    tags: [],
    skipTags: [],
    become: flags.become,
    persist: flags.persist,
    forceHandlers: false,
    lookAhead: true,
    backup: flags.backup,
    verbosity: flags.verbose,
    keys: keySources(flags),
    ...(flags.limit === undefined ? {} : { limit: limitOf(flags.limit) }),
    ...omitUndefined({
      dialect,
      forks,
      user,
      becomeUser,
      becomeMethod,
      privateKey,
      connection,
      timeout,
      lockWait,
    }),
  }
}

/** Asks for the passwords that options request. */
export async function passwordsOf({
  askPass,
  askBecomePass,
}: Pick<HostFlags, 'askPass' | 'askBecomePass'>): Promise<
  Pick<RunOptions, 'loginPassword' | 'becomePassword'>
> {
  const loginPassword = askPass ? await askPassword('login password: ') : undefined
  const becomePassword = askBecomePass ? await askPassword('become password: ') : undefined
  return omitUndefined({ loginPassword, becomePassword })
}

/** The option `-i`: the inventory. */
export const INVENTORY: [string, string, typeof collect, string[]] = [
  '-i, --inventory <path>',
  'inventory file or folder, or a list `a,b,`; may be repeated (default: inventory/)',
  collect,
  [],
]

/** The option `-e`: variables from the command line. */
export const EXTRA_VARS: [string, string, typeof collect, string[]] = [
  '-e, --extra-vars <vars>',
  'set variables: key=value, YAML, JSON or @file; may be repeated',
  collect,
  [],
]

/** The option `-u`: the user to log in as. */
export const USER: [string, string] = ['-u, --user <name>', 'user to log in as']

/** The option `-T`: the connection timeout. */
export const TIMEOUT: [string, string, typeof positive] = [
  '-T, --timeout <seconds>',
  'connection timeout, in seconds (default: 10)',
  positive,
]

/** The option `--lock-wait`. */
export const LOCK_WAIT = [
  '--lock-wait <seconds>',
  'seconds to wait if another run has locked a host (default: 0)',
  positive,
] as const

/** The option `-v`: the verbosity. */
export const VERBOSE = [
  '-v, --verbose',
  'verbose output: show the output of commands, and tasks that are ok; -vv also shows results',
  (_: string, count: number) => count + 1,
  0,
] as const
