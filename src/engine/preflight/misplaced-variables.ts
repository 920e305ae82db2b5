import { type Place, type Source, showPlace } from '../../errors.ts'
import type { Play, Step, TaskStep } from '../../playbook/steps.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { partsOf, stepsOf } from '../steps/steps-of.ts'
import { settingSources, takesNativeNames } from '../variables/setting-entries.ts'
import { INVENTORY_ONLY, SETTING_NAMES } from '../variables/setting-names.ts'

/** A play and the hosts that it runs on. */
export interface PlayOnHosts {
  readonly play: Play
  readonly hosts: readonly HostState[]
}

/**
 * Ansible's connection variables that Drover does not read although that changes the result, each with what applies
 * instead.
 */
const UNREAD: Readonly<Record<string, string>> = {
  ansible_become_exe: 'sudo, su and doas are found in PATH',
  ansible_sudo_exe: 'sudo is found in PATH',
  ansible_ssh_executable: 'ssh is found in PATH',
  ansible_executable: 'the shell is `/bin/sh`',
  ansible_shell_executable: 'the shell is `/bin/sh`',
  ansible_host_key_checking: 'host keys are always checked; `run hosts trust HOST` accepts one',
  ansible_ssh_host_key_checking: 'host keys are always checked; `run hosts trust HOST` accepts one',
  ansible_ssh_retries: 'a failed connection is retried automatically if that can help',
}

/**
 * Returns a sentence for each variable that looks like a connection setting but has no effect: Ansible's variables
 * that Drover does not read, Drover's own names in a play, and, of two names for one setting in one place, the name
 * without precedence.
 */
export function misplacedVariables(run: RunContext, plays: readonly PlayOnHosts[]): string[] {
  const ofInventory = plays.flatMap(({ hosts }) => hosts.flatMap(({ inventory }) => inventory.layers))
  const everywhere = [...new Set(ofInventory.map(({ vars }) => vars)), run.settings.extraVars]
  const inPlays = plays.flatMap(({ play }) => [play.vars, ...tasksOf(play).flatMap(({ vars }) => vars)])
  return [
    ...new Set([
      ...everywhere.flatMap(vars => [...unread(vars), ...doubled(run, vars)]),
      ...[...new Set(inPlays)].flatMap(vars => [...unread(vars), ...nativeInPlay(run, vars)]),
    ]),
  ]
}

/** Returns all tasks of a play, including those in nested blocks. */
export function tasksOf(play: Play): TaskStep[] {
  return stepsOf(play).flatMap(tasksBelow)
}

function tasksBelow(step: Step): TaskStep[] {
  if (step.kind === 'block') return partsOf(step).flatMap(tasksBelow)
  return step.kind === 'task' ? [step] : []
}

function unread(vars: VarsSource): string[] {
  return Object.entries(UNREAD).flatMap(([name, why]) => {
    const source = vars.get(name)
    return source ? [`\`${name}\`${placeOf(source.place)} is not used: ${why}`] : []
  })
}

function doubled(run: RunContext, vars: VarsSource): string[] {
  return SETTING_NAMES.flatMap(setting => {
    const [first, ...others] = settingSources(run, setting, vars)
    if (!first) return []
    return others
      .filter(({ source }) => !isSame(source, first.source))
      .map(
        ({ name, source }) =>
          `\`${name}\`${placeOf(source.place)} is not used: \`${first.name}\`${placeOf(first.source.place)} takes precedence`,
      )
  })
}

function isSame(one: Source, other: Source): boolean {
  return (
    one.kind === 'scalar' && other.kind === 'scalar' && one.value === other.value && one.tag === other.tag
  )
}

function nativeInPlay(run: RunContext, vars: VarsSource): string[] {
  return INVENTORY_ONLY.flatMap(([native, ansible]) => {
    const source = vars.get(native)
    if (!source || !takesNativeNames(run, source)) return []
    const instead = ansible === undefined ? '' : `, or write \`${ansible}\``
    return [
      `\`${native}\`${placeOf(source.place)} is not a connection setting in a play: set it in the inventory or with \`-e\`${instead}`,
    ]
  })
}

/** Returns a place in brackets, to follow a name; empty text without a place. */
export function placeOf(place: Place | undefined): string {
  return place === undefined ? '' : ` (${showPlace(place)})`
}
