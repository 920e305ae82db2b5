import type { Command } from 'commander'
import type { RunOptions } from '../../run.ts'
import { type HostFlags, hostOptionsOf, LOCK_WAIT, VERBOSE, withHostOptions } from './host-options.ts'
import { withKeyOptions } from './key-options.ts'
import { outputOption } from './output-options.ts'
import type { Output } from './outputs.ts'

/** The options of every command that runs playbooks, in a dry run or not. */
export interface RunFlags extends HostFlags {
  readonly tags: string[]
  readonly skipTags: string[]
  readonly startAtTask?: string
  readonly forceHandlers: boolean
  readonly lookAhead: boolean
}

/** Adds the options of a command that runs playbooks. */
export function withRunOptions(command: Command): Command {
  return withHostOptions(command)
    .option('-t, --tags <tags>', 'run only tasks with these tags', collectTags, [])
    .option('--skip-tags <tags>', 'skip tasks with these tags', collectTags, [])
    .option('--start-at-task <name>', 'start at the task with this name; `*` matches any text')
    .option('--no-look-ahead', 'do not check later tasks in advance')
    .option('--force-handlers', 'also run handlers on failed hosts', false)
}

/** The option `--step`, for commands that run tasks. */
export const STEP = [
  '--step',
  'ask before each task: `n` skips it on all hosts, `c` runs the remaining tasks without asking',
  false,
] as const

/** Returns the options of a run from those of the command line, without passwords. */
export function optionsOf(
  files: readonly string[],
  flags: RunFlags,
  how: Pick<RunOptions, 'check' | 'diff'>,
): RunOptions {
  const { tags, skipTags, startAtTask, forceHandlers, lookAhead } = flags
  return {
    ...hostOptionsOf(flags, how),
    playbooks: files,
    tags,
    skipTags,
    forceHandlers,
    lookAhead,
    ...(startAtTask === undefined ? {} : { startAtTask }),
  }
}

/** The options of every command that changes hosts from a saved plan or a journal. */
export interface ReportFlags {
  readonly askPass: boolean
  readonly askBecomePass: boolean
  readonly diff: boolean
  readonly lockWait?: number
  readonly verbose: number
  readonly output?: readonly Output[]
}

/** Adds the options of a command that changes hosts from a saved plan or a journal. */
export function withReportOptions(command: Command): Command {
  command
    .option('-D, --diff', 'show the differences', false)
    .option('-K, --ask-become-pass', 'ask for the become password', false)
    .option('-k, --ask-pass', 'ask for the login password', false)
    .option(...LOCK_WAIT)
    .option(...VERBOSE)
    .addOption(outputOption())
  return withKeyOptions(command)
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
