import type { Place } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { type Candidate, settingEntries, settingSources } from './setting-entries.ts'
import {
  type ConnectionKeywords,
  keywordName,
  SETTING_NAMES,
  SETTINGS,
  type Setting,
  type SettingName,
} from './setting-names.ts'

/** The value of a connection setting, and where it was set. */
export interface FoundSetting {
  readonly value: unknown
  readonly by: 'variable' | 'keyword' | 'option' | 'file'
  /** The variable, keyword or option as the user writes it. */
  readonly name: string
  readonly place?: Place
}

/** All connection settings of a host that are set. */
export type ConnectionSettings = Readonly<Partial<Record<SettingName, FoundSetting>>>

/**
 * The variables of the host that the task connects to, and the variables with which the task's keywords are rendered.
 */
export interface SettingScopes {
  readonly variables: Scope
  readonly keywords: Scope
}

/**
 * Finds the connection settings of a host. Precedence as in Ansible, highest first: `-e`; Ansible's names as
 * variables of a task, a result or a play; the inventory, with the host before its groups; the keyword; the option;
 * `ansible.cfg`. Both names of a setting are equivalent. Null and `omit` count as not set.
 */
export function connectionSettings(
  run: RunContext,
  host: HostState,
  step: ConnectionKeywords,
  scopes: SettingScopes,
): ConnectionSettings {
  const settings: Partial<Record<SettingName, FoundSetting>> = {}
  for (const name of SETTING_NAMES) {
    const found = findSetting(name, run, host, step, scopes)
    if (found) settings[name] = found
  }
  return settings
}

function findSetting(
  name: SettingName,
  run: RunContext,
  host: HostState,
  step: ConnectionKeywords,
  { variables, keywords }: SettingScopes,
): FoundSetting | undefined {
  const setting: Setting = SETTINGS[name]
  for (const [variable, entry] of candidates(name, run, host, variables)) {
    const value = 'source' in entry ? variables.renderOptional(entry.source) : entry.value
    const place = 'source' in entry ? { place: entry.source.place } : {}
    if (value !== undefined && value !== null) return { value, by: 'variable', name: variable, ...place }
  }
  const source = setting.keyword && step[setting.keyword]
  const value = source && keywords.renderOptional(source)
  if (setting.keyword && source && value !== undefined && value !== null)
    return { value, by: 'keyword', name: keywordName(setting.keyword), place: source.place }
  const given = setting.option && run.settings.connection[setting.option.field]
  if (setting.option && given !== undefined && given !== false)
    return { value: given, by: 'option', name: setting.option.flag }
  const configured = run.settings.configured?.[name]
  if (configured === undefined) return undefined
  const { text, ...where } = configured
  return { value: text, by: 'file', name: setting.ansible[0] ?? name, ...where }
}

/** Returns the variables that set a connection setting, highest precedence first. */
function candidates(setting: SettingName, run: RunContext, host: HostState, scope: Scope): Candidate[] {
  const { ansible }: Setting = SETTINGS[setting]
  const { extraVars } = run.settings
  const inInventory = inventoryOf(run, host)[setting]
  const given = settingSources(run, setting, extraVars).map(
    ({ name, source }): Candidate => [name, { source }],
  )
  const set = ansible.flatMap((name): Candidate[] => {
    const entry = scope.entry(name)
    const isOwn = entry && !entry.isImplied && inInventory.every(([, known]) => known !== entry)
    return isOwn ? [[name, entry]] : []
  })
  return [...given, ...set, ...inInventory]
}

type Inventoried = Readonly<Record<SettingName, readonly Candidate[]>>

/**
 * Returns the inventory's variables for each setting of a host, highest precedence first. Cached per list of layers.
 */
function inventoryOf(run: RunContext, { layers }: HostState): Inventoried {
  const known = inventories.get(layers) ?? readInventory(run, layers)
  inventories.set(layers, known)
  return known
}

const inventories = new WeakMap<HostState['layers'], Inventoried>()

function readInventory(run: RunContext, layers: HostState['layers']): Inventoried {
  const strongest = [...layers].reverse()
  const found = SETTING_NAMES.map(setting => [
    setting,
    strongest.flatMap(layer => settingEntries(run, setting, layer)),
  ])
  return Object.fromEntries(found) as Inventoried
}
