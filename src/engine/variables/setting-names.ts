import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { ConnectionDefaults } from '../state/settings.ts'

/** The sources from which a connection setting can be set. */
export interface Setting {
  /**
   * Drover's name. It is a setting only in the inventory and in `-e`: elsewhere, `user` or `port` may have another
   * meaning.
   */
  readonly native?: string
  /**
   * Ansible's names, which are settings in variables of any level. Of several at one level, the first takes
   * precedence. Names for settings that Ansible does not have begin with `drover_`.
   */
  readonly ansible: readonly string[]
  readonly keyword?: Keyword
  readonly option?: Option
}

type Keyword = Extract<
  keyof Inherited,
  'become' | 'becomeUser' | 'becomeMethod' | 'becomeFlags' | 'connection' | 'user' | 'port'
>

/** The connection keywords of a task or play. Without them, the settings of the host and the options apply. */
export type ConnectionKeywords = Pick<Inherited, Keyword | 'bareBecomeUser'>

/** An option of the command line; `flag` is its name in messages. */
interface Option {
  readonly field: Exclude<keyof ConnectionDefaults, 'persist'>
  readonly flag: string
}

/** All connection settings and their sources. */
export const SETTINGS = {
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
  knownHostsFile: { native: 'known_hosts_file', ansible: ['drover_known_hosts_file'] },
  timeout: {
    native: 'connect_timeout',
    ansible: ['ansible_timeout', 'ansible_ssh_timeout'],
    option: { field: 'timeout', flag: '-T' },
  },
  relay: { native: 'relay', ansible: ['drover_relay'] },
  relayCommand: { native: 'relay_command', ansible: ['drover_relay_command'] },
  controlPersist: { native: 'control_persist', ansible: ['drover_control_persist'] },
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

/** The name of a connection setting in Drover's code. */
export type SettingName = keyof typeof SETTINGS

/** The names of all connection settings. */
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]

/** All options that set a connection setting, with the setting's name. */
export const OPTIONS: readonly (readonly [SettingName, Option])[] = SETTING_NAMES.flatMap(name => {
  const { option }: Setting = SETTINGS[name]
  return option ? [[name, option] as const] : []
})

/** All variables that set a connection setting. */
export const SETTING_VARIABLES: readonly string[] = SETTING_NAMES.flatMap(variablesOf)

/**
 * Whether Drover itself may read a variable with this name: it sets a connection setting, or begins with `ansible_`.
 */
export function isSettingVariable(name: string): boolean {
  return name.startsWith('ansible_') || SETTING_VARIABLES.includes(name)
}

/**
 * Drover's names that can only mean a connection setting but have no effect in a play, with Ansible's names, which
 * do.
 */
export const INVENTORY_ONLY: readonly (readonly [native: string, ansible: string | undefined])[] = (
  ['becomePassword', 'becomeMethod', 'becomeFlags', 'commonArgs', 'extraArgs', 'passphrase'] as const
).map(name => [SETTINGS[name].native, SETTINGS[name].ansible[0]])

/** Returns the variables that set a connection setting. Of several at one level, the first takes precedence. */
export function variablesOf(name: SettingName): readonly string[] {
  const { native, ansible }: Setting = SETTINGS[name]
  return native === undefined ? ansible : [...ansible, native]
}

/** Returns the name of a keyword in playbooks. */
export function keywordName(keyword: Keyword): string {
  return keyword === 'user' ? 'remote_user' : keyword.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
