import type { Command } from 'commander'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { RunOptions } from '../../run.ts'
import { EXTRA_VARS, type HostFlags, INVENTORY, TIMEOUT, USER } from './host-options.ts'
import { type KeyFlags, keySources, withKeyOptions } from './key-options.ts'

/** The options of a command that connects to hosts, but runs no tasks. */
export type ReachFlags = KeyFlags & Pick<HostFlags, 'inventory' | 'extraVars' | 'user' | 'timeout'>

/** Adds the options of a command that connects to hosts, but runs no tasks. */
export function withReachOptions(command: Command): Command {
  return withInventoryOptions(command)
    .option(...USER)
    .option(...TIMEOUT)
}

/** Adds the options of a command that only reads the inventory. */
export function withInventoryOptions(command: Command): Command {
  command.option(...INVENTORY).option(...EXTRA_VARS)
  return withKeyOptions(command)
}

/** Returns the options of a run from those of such a command. */
export function reachOptionsOf(flags: ReachFlags): RunOptions {
  const { inventory, extraVars, user, timeout } = flags
  return {
    playbooks: [],
    inventory,
    extraVars,
    ...omitUndefined({ user, timeout }),
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
