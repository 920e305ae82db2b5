import type { Place } from '../../errors.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { ConnectionDefaults, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'

/** The sources of a connection setting. */
interface Setting {
  /** Drover's name, a variable only in the inventory and in `-e`: elsewhere `user` or `port` may have another meaning. */
  readonly native?: string
  /** Ansible's names, variables of any level; of one level the first goes. */
  readonly ansible: readonly string[]
  readonly keyword?: Keyword
  readonly option?: Option
}

type Keyword = Extract<
  keyof Inherited,
  'become' | 'becomeUser' | 'becomeMethod' | 'becomeFlags' | 'connection' | 'user' | 'port'
>

/** An option of the command line, as a message names it. */
interface Option {
  readonly field: Exclude<keyof ConnectionDefaults, 'persist'>
  readonly flag: string
}

const SETTINGS = {
  address: { native: 'address', ansible: ['ansible_host', 'ansible_ssh_host'] },
  connection: {
    native: 'connection',
    ansible: ['ansible_connection'],
    keyword: 'connection',
    option: { field: 'connection', flag: '-c' },
  },
  user: {
    native: 'user',
    ansible: ['ansible_user', 'ansible_ssh_user'],
    keyword: 'user',
    option: { field: 'user', flag: '-u' },
  },
  port: { native: 'port', ansible: ['ansible_port', 'ansible_ssh_port'], keyword: 'port' },
  password: {
    native: 'password',
    ansible: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'],
    option: { field: 'loginPassword', flag: '-k' },
  },
  privateKeyFile: {
    native: 'private_key_file',
    ansible: ['ansible_ssh_private_key_file', 'ansible_private_key_file'],
    option: { field: 'privateKeyFile', flag: '--private-key' },
  },
  passphrase: {
    native: 'private_key_passphrase',
    ansible: ['ansible_ssh_private_key_passphrase', 'ansible_private_key_passphrase'],
  },
  knownHostsFile: { native: 'known_hosts_file', ansible: [] },
  timeout: {
    native: 'connect_timeout',
    ansible: ['ansible_timeout', 'ansible_ssh_timeout'],
    option: { field: 'timeout', flag: '-T' },
  },
  controlPersist: { native: 'control_persist', ansible: [] },
  sshArgs: { ansible: ['ansible_ssh_args'] },
  commonArgs: { native: 'ssh_args', ansible: ['ansible_ssh_common_args'] },
  extraArgs: { native: 'ssh_extra_args', ansible: ['ansible_ssh_extra_args'] },
  become: {
    native: 'become',
    ansible: ['ansible_become'],
    keyword: 'become',
    option: { field: 'become', flag: '-b' },
  },
  becomeMethod: {
    native: 'become_method',
    ansible: ['ansible_become_method'],
    keyword: 'becomeMethod',
    option: { field: 'becomeMethod', flag: '--become-method' },
  },
  becomeUser: {
    native: 'become_user',
    ansible: ['ansible_become_user', 'ansible_sudo_user'],
    keyword: 'becomeUser',
    option: { field: 'becomeUser', flag: '--become-user' },
  },
  becomePassword: {
    native: 'become_password',
    ansible: ['ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass'],
    option: { field: 'becomePassword', flag: '-K' },
  },
  becomeFlags: {
    native: 'become_flags',
    ansible: ['ansible_become_flags', 'ansible_sudo_flags'],
    keyword: 'becomeFlags',
  },
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof SETTINGS

/** A setting as it was found, and what gave it. */
export interface Found {
  readonly value: unknown
  readonly by: 'variable' | 'keyword' | 'option'
  /** The variable, keyword or option as its user knows it. */
  readonly name: string
  readonly place?: Place
}

/** Every setting of a host that something gives. */
export type ConnectionSettings = Readonly<Partial<Record<SettingName, Found>>>

/** The variables that a task sees on the host that is reached, and those that its keywords are rendered with. */
export interface SettingScopes {
  readonly variables: Scope
  readonly keywords: Scope
}

/** Every setting. */
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]

/** Every option that gives a setting, with the setting's name. */
export const OPTIONS: readonly (readonly [SettingName, Option])[] = SETTING_NAMES.flatMap(name => {
  const { option }: Setting = SETTINGS[name]
  return option ? [[name, option] as const] : []
})

/** Every variable that gives a setting. */
export const SETTING_VARIABLES: readonly string[] = SETTING_NAMES.flatMap(variablesOf)

/** Drover's names that can mean nothing but a setting, which they are not in a play, and Ansible's that are. */
export const INVENTORY_ONLY: readonly (readonly [native: string, ansible: string | undefined])[] = (
  ['becomePassword', 'becomeMethod', 'becomeFlags', 'commonArgs', 'extraArgs', 'passphrase'] as const
).map(name => [SETTINGS[name].native, SETTINGS[name].ansible[0]])

/**
 * Finds the connection settings of a host. The strongest source of each wins, as in Ansible: `-e`; Ansible's names as variables
 * of a task, a result, a play; the inventory, the host before its groups; the keyword; the option. Both names of a setting
 * are equivalent. Null and `omit` count as not set.
 */
export function connectionSettings(
  run: RunContext,
  host: HostState,
  step: Inherited,
  scopes: SettingScopes,
): ConnectionSettings {
  const settings: Partial<Record<SettingName, Found>> = {}
  for (const name of SETTING_NAMES) {
    const found = findSetting(name, run, host, step, scopes)
    if (found) settings[name] = found
  }
  return settings
}

/** The variables that give a setting; of one level the first goes. */
export function variablesOf(name: SettingName): readonly string[] {
  const { native, ansible }: Setting = SETTINGS[name]
  return native === undefined ? ansible : [...ansible, native]
}

function findSetting(
  name: SettingName,
  run: RunContext,
  host: HostState,
  step: Inherited,
  { variables, keywords }: SettingScopes,
): Found | undefined {
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
  if (!setting.option || given === undefined || given === false) return undefined
  return { value: given, by: 'option', name: setting.option.flag }
}

type Candidate = readonly [name: string, entry: Entry]

/** The variables that give a setting, strongest first. */
function candidates(
  setting: SettingName,
  { settings: { extraVars } }: RunContext,
  host: HostState,
  scope: Scope,
): Candidate[] {
  const { ansible }: Setting = SETTINGS[setting]
  const inInventory = inventoryOf(host)[setting]
  const given = variablesOf(setting).flatMap((name): Candidate[] => {
    const source = extraVars.get(name)
    return source ? [[name, { source }]] : []
  })
  const set = ansible.flatMap((name): Candidate[] => {
    const entry = scope.entry(name)
    const isOwn = entry && !entry.isImplied && inInventory.every(([, known]) => known !== entry)
    return isOwn ? [[name, entry]] : []
  })
  return [...given, ...set, ...inInventory]
}

type Inventoried = Readonly<Record<SettingName, readonly Candidate[]>>

/** What the inventory gives for each setting of a host, strongest first; made once for the same layers. */
function inventoryOf({ layers }: HostState): Inventoried {
  const known = inventories.get(layers) ?? readInventory(layers)
  inventories.set(layers, known)
  return known
}

const inventories = new WeakMap<HostState['layers'], Inventoried>()

function readInventory(layers: HostState['layers']): Inventoried {
  const strongest = [...layers].reverse()
  const found = SETTING_NAMES.map(setting => [
    setting,
    strongest.flatMap(layer =>
      variablesOf(setting).flatMap((name): Candidate[] => {
        const entry = layer.get(name)
        return entry ? [[name, entry]] : []
      }),
    ),
  ])
  return Object.fromEntries(found) as Inventoried
}

function keywordName(keyword: Keyword): string {
  return keyword === 'user' ? 'remote_user' : keyword.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
