import { writeSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { chooseReporter, type Listing, listRun, type Masks, type RunOptions, runPlaybooks } from '../run.ts'
import { askPassword } from './ask-password.ts'
import { type KeyFlags, keySources, withKeyOptions } from './key-options.ts'
import { showListing } from './show-listing.ts'
import { stopOnSignals } from './stop-on-signals.ts'

interface Flags extends KeyFlags {
  readonly inventory: string[]
  readonly limit?: string
  readonly check: boolean
  readonly diff: boolean
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
  readonly verbose: number
  readonly listHosts: boolean
  readonly listTasks: boolean
  readonly listTags: boolean
  readonly syntaxCheck: boolean
  readonly startAtTask?: string
  readonly forceHandlers: boolean
  readonly lookAhead: boolean
  readonly output?: 'tree' | 'lines' | 'ndjson'
}

/** How the process will end: the exit code of the command, or at once. */
export interface Ending {
  code: number
  readonly exitAtOnce: (code: number) => void
  /** What is secret so far: all that is printed passes through it. */
  readonly masks: Masks
}

/** `run playbook`: its exit code goes into `ending`. */
export function playbookCommand(ending: Ending): Command {
  const command = new Command('playbook')
    .description('Run playbooks: bring their hosts to the state that they describe.')
    .argument('<file...>', 'playbooks, as named or below playbooks/')
    .option(
      '-i, --inventory <path>',
      'inventory file or folder, or a list `a,b,`; may be repeated (default: inventory/)',
      collect,
      [],
    )
    .option('-l, --limit <pattern>', 'only these hosts of the plays')
    .option('-C, --check', 'dry run: say what would change, and change nothing', false)
    .option('-D, --diff', 'show the differences', false)
    .option(
      '-e, --extra-vars <vars>',
      'variables: key=value, YAML, JSON or @file; may be repeated',
      collect,
      [],
    )
    .option('-t, --tags <tags>', 'only tasks with these tags', collectTags, [])
    .option('--skip-tags <tags>', 'no tasks with these tags', collectTags, [])
    .option('-f, --forks <number>', 'hosts at once (default: 100)', positive)
    .option('-u, --user <name>', 'log in as')
    .option('-b, --become', 'become another user', false)
    .option('--become-user <name>', 'the user to become (default: root)')
    .addOption(new Option('--become-method <method>', 'how').choices(['sudo', 'su', 'doas']))
    .option('-K, --ask-become-pass', 'ask for the password of become', false)
    .option('-k, --ask-pass', 'ask for the login password', false)
    .option('--private-key <file>', 'log in with this key')
    .option('-c, --connection <kind>', 'ssh, local, or a command that gives a shell')
    .option('-T, --timeout <seconds>', 'seconds until a connection counts as refused (default: 10)', positive)
    .option('--no-persist', 'use no connection that an earlier run kept, and keep none for the next')
    .option('-v, --verbose', 'say more; -vv says still more', (_, count: number) => count + 1, 0)
    .option('--list-hosts', 'list the hosts of the plays', false)
    .option('--list-tasks', 'list the tasks', false)
    .option('--list-tags', 'list the tags', false)
    .option('--syntax-check', 'look at everything that can be looked at without a host', false)
    .option('--start-at-task <name>', 'pass over the tasks before this one; `*` stands for any text')
    .option('--no-look-ahead', 'check every task only when its turn has come')
    .option('--force-handlers', 'run handlers also on hosts that failed', false)
    .addOption(
      new Option('-o, --output <kind>', 'how to report (default: tree on a terminal, else lines)').choices([
        'tree',
        'lines',
        'ndjson',
      ]),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  run playbook site.yml --check --diff\n  run playbook site.yml --limit web2 --tags config\n  run playbook -i production/ -K -b site.yml',
    )
    .action(async (files: string[], flags: Flags) => {
      ending.code = await act(files, flags, ending)
    })
  return withKeyOptions(command)
}

async function act(files: readonly string[], flags: Flags, ending: Ending): Promise<number> {
  const { listHosts, listTasks, listTags, syntaxCheck } = flags
  if (listHosts || listTasks || listTags || syntaxCheck) {
    const listings: Listing[] = await listRun(optionsOf(files, flags), ending.masks)
    process.stdout.write(ending.masks.mask(showListing(listings, { listHosts, listTasks, listTags })))
    return 0
  }
  const loginPassword = flags.askPass ? await askPassword('login password: ') : undefined
  const becomePassword = flags.askBecomePass ? await askPassword('become password: ') : undefined
  const options = {
    ...optionsOf(files, flags),
    ...(loginPassword === undefined ? {} : { loginPassword }),
    ...(becomePassword === undefined ? {} : { becomePassword }),
  }
  const kind = flags.output ?? (process.stdout.isTTY ? 'tree' : 'lines')
  const reporter = await chooseReporter(kind, {
    stream: process.stdout,
    verbosity: flags.verbose,
    showDiff: flags.diff,
  })
  return stopOnSignals(signal => runPlaybooks(options, reporter, signal, undefined, ending.masks), {
    // By the reporter: what is written past one that draws is drawn over.
    tell: message => reporter.event({ type: 'warning', time: new Date().toISOString(), message }),
    exit: code => {
      // The cursor may be hidden while something is drawn, and what draws holds back what is written by `process.stdout`.
      if (process.stdout.isTTY) writeSync(process.stdout.fd, '\u001b[?25h\n')
      ending.exitAtOnce(code)
    },
  })
}

function optionsOf(files: readonly string[], flags: Flags): RunOptions {
  const given = <K extends keyof Flags>(...keys: K[]): Partial<Pick<Flags, K>> =>
    Object.fromEntries(keys.filter(key => flags[key] !== undefined).map(key => [key, flags[key]])) as Partial<
      Pick<Flags, K>
    >
  return {
    playbooks: files,
    inventory: flags.inventory,
    check: flags.check,
    diff: flags.diff,
    extraVars: flags.extraVars,
    tags: flags.tags,
    skipTags: flags.skipTags,
    become: flags.become,
    persist: flags.persist,
    forceHandlers: flags.forceHandlers,
    lookAhead: flags.lookAhead,
    keys: keySources(flags),
    ...given(
      'limit',
      'forks',
      'user',
      'becomeUser',
      'becomeMethod',
      'privateKey',
      'connection',
      'timeout',
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
  throw new InvalidArgumentError('a whole number above 0 is needed.')
}
