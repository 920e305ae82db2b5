import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expandHome } from '../../base/expand-home.ts'
import type { Play, TaskStep } from '../../playbook/steps.ts'
import { Secret } from '../../values/secret.ts'
import { findUnknown } from '../../values/unknown.ts'
import type { VarsSource } from '../../yaml/load.ts'
import { isKnownLater, knownHostsOf } from '../play/hosts-of-play.ts'
import { playName } from '../play/run-play.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { newPlayState } from '../state/play-state.ts'
import {
  type ConnectionSettings,
  connectionSettings,
  type FoundSetting,
} from '../variables/connection-settings.ts'
import { keyOf } from '../variables/connection-target.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { OPTIONS, SETTING_VARIABLES, type SettingName, variablesOf } from '../variables/setting-names.ts'
import { playScope, scopeOf } from '../variables/variable-precedence.ts'
import { pathsOf, readFirst, withFile } from '../variables/vars-files.ts'
import { misplacedVariables, type PlayOnHosts, placeOf, tasksOf } from './misplaced-variables.ts'

/**
 * Returns a sentence for each connection setting without effect: options that another setting overrides, variables in
 * the wrong place, and key files that do not exist. They are reported before any host is contacted.
 */
export function unusedSettings(run: RunContext, allPlays: readonly Play[]): string[] {
  const plays = allPlays.map((play): PlayOnHosts => ({ play, hosts: knownHostsOf(run, play).hosts }))
  const options = OPTIONS.flatMap(([name, { field, flag }]) => {
    const value = run.settings.connection[field]
    return value === undefined || value === false ? [] : [{ name, flag, value }]
  })
  const hasKeyFile = plays.some(({ hosts }) => hosts.some(namesKeyFile))
  const isAsked = options.length > 0 || hasKeyFile
  // Checking every host and task is expensive, and usually no setting was given that could be overridden.
  const reached = isAsked ? plays.flatMap(({ play, hosts }) => settingsOfPlay(run, play, hosts)) : []
  return [
    ...options.flatMap(option => unusedOption(option, reached)),
    ...missingKeyFiles(reached),
    ...misplacedVariables(run, plays),
  ]
}

function namesKeyFile({ inventory }: HostState): boolean {
  return inventory.layers.some(({ vars }) => variablesOf('privateKeyFile').some(name => vars.has(name)))
}

/** The connection settings of some task on a host. */
interface Reached {
  readonly host: string
  readonly settings: ConnectionSettings
}

/**
 * Returns the connection settings of each host, for every task with different ones. Settings that are known only
 * during the run are left out.
 */
function settingsOfPlay(run: RunContext, play: Play, hosts: readonly HostState[]): Reached[] {
  const context: PlayContext = {
    ...{ run, play, playName: playName(run, play), gathering: 'on demand', hosts, batch: hosts },
    ...{ handlers: [], handlersByName: [], state: newPlayState(), onceInBatch: new Map() },
    varsFiles: new Map(hosts.map(host => [host, varsFilesNow(run, play, host)])),
  }
  const steps = differentSteps(tasksOf(play))
  return hosts.flatMap(host => steps.flatMap(step => settingsFor(context, host, step)))
}

function settingsFor(context: PlayContext, host: HostState, step: TaskStep): Reached[] {
  const scope = scopeOf(context, host, step)
  try {
    const settings = connectionSettings(context.run, host, step, { variables: scope, keywords: scope })
    if (Object.values(settings).some(({ value }) => findUnknown(value))) return []
    return [{ host: host.name, settings }]
  } catch (error) {
    // Variables or facts that it needs may exist by then.
    if (isKnownLater(error)) return []
    throw error
  }
}

/** Returns the `vars_files` that a host certainly reads, as far as they are known. */
function varsFilesNow(run: RunContext, play: Play, host: HostState): VarsSource[] {
  const files: VarsSource[] = []
  let scope = playScope(run, play, host)
  for (const source of play.varsFiles) {
    try {
      const vars = readFirst(run, pathsOf(play, source, scope), source)
      scope = withFile(scope, vars)
      files.push(vars)
    } catch (error) {
      if (!isKnownLater(error)) throw error
    }
  }
  return files
}

/** Returns one task for each different set of connection settings that tasks specify. */
function differentSteps(steps: readonly TaskStep[]): TaskStep[] {
  const byKey = new Map<unknown, TaskStep>()
  for (const step of steps) {
    const hasOwn = step.vars.some(vars => SETTING_VARIABLES.some(name => vars.has(name)))
    const key = hasOwn ? undefined : keyOf(step)
    byKey.set(key ?? step, step)
  }
  return [...byKey.values()]
}

/** Returns warnings for an option that no task of a host uses, with the setting that overrides it. */
function unusedOption(
  { name, flag, value }: { readonly name: SettingName; readonly flag: string; readonly value: unknown },
  reached: readonly Reached[],
): string[] {
  const shown = value instanceof Secret || value === true ? flag : `${flag} ${String(value)}`
  const relevant = reached.filter(({ settings }) => isRelevant(name, settings))
  if (relevant.length === 0) {
    const isOfBecome = name.startsWith('become') && reached.length > 0
    return isOfBecome
      ? [`\`${shown}\` is not used: no task becomes another user (\`-b\`, \`become: true\`)`]
      : []
  }
  const isUsed = ({ settings }: Reached): boolean => isSame(name, settings[name], value)
  const used = new Set(relevant.filter(isUsed).map(({ host }) => host))
  const beaten = new Map<string, Set<string>>()
  for (const { host, settings } of relevant) {
    const found = settings[name]
    if (used.has(host) || !found) continue
    const by = `\`${found.name}\`${placeOf(found.place)}`
    beaten.set(by, (beaten.get(by) ?? new Set()).add(host))
  }
  const stronger =
    shown === flag ? '' : `; \`-e ${variablesOf(name).at(-1)}=${String(value)}\` takes precedence over all`
  return [...beaten].map(
    ([by, hosts]) =>
      `\`${shown}\` is not used for ${shortened([...hosts])}: ${by} takes precedence${stronger}`,
  )
}

/** Whether a setting matters for the connection to this host. */
function isRelevant(name: SettingName, { connection, become }: ConnectionSettings): boolean {
  if (name === 'become' || name === 'connection') return true
  if (name.startsWith('become')) return isOn(become)
  const kind = connection === undefined ? 'ssh' : String(connection.value)
  if (name === 'user' && /(^|\.)(docker|podman|machinectl)$/.test(kind)) return true
  return ['ssh', 'smart', 'paramiko'].includes(kind)
}

function isOn(become: FoundSetting | undefined): boolean {
  return become !== undefined && asFlag('become', become.value, become.place)
}

/** Whether the option applies. It does too if the setting that overrides it has the same value. */
function isSame(name: SettingName, found: FoundSetting | undefined, value: unknown): boolean {
  if (found === undefined || found.by === 'option') return found !== undefined
  if (value === true) return isOn(found)
  const [one, other] = [textOf(found.value), textOf(value)]
  return one === other || (name === 'privateKeyFile' && resolve(expandHome(one)) === other)
}

function textOf(value: unknown): string {
  return value instanceof Secret ? value.reveal() : String(value)
}

/** Returns warnings for key files that do not exist: ssh ignores such a file and tries other keys. */
function missingKeyFiles(reached: readonly Reached[]): string[] {
  const missing = new Map<string, Set<string>>()
  for (const { host, settings } of reached) {
    const found = settings.privateKeyFile
    if (found?.by !== 'variable' || !isRelevant('privateKeyFile', settings) || isThere(textOf(found.value)))
      continue
    const what = `the key file \`${textOf(found.value)}\`${placeOf(found.place)}`
    missing.set(what, (missing.get(what) ?? new Set()).add(host))
  }
  return [...missing].map(
    ([what, hosts]) => `${what} of ${shortened([...hosts])} does not exist and is ignored`,
  )
}

/** Whether a key file exists. A name with `%h` and the like is accepted, because ssh expands it. */
function isThere(file: string): boolean {
  return file.includes('%') || existsSync(expandHome(file))
}

function shortened(hosts: readonly string[]): string {
  const first = hosts.slice(0, 5).join(', ')
  return hosts.length > 5 ? `${first} and ${hosts.length - 5} more` : first
}
