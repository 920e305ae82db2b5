import { dirname, resolve } from 'node:path'
import { type AnsibleCfgValue, readAnsibleCfg, readAnsibleFlag } from '../../base/ansible-cfg.ts'
import type { OptionKey } from '../../base/setting-keys.ts'
import type { Place, ScalarSource, Source } from '../../errors.ts'
import { readSetting } from './settings.ts'

/** A setting of Ansible: its key in a section of `ansible.cfg`, and its environment variable. */
interface AnsibleSetting {
  readonly section: string
  readonly key: string
  readonly variable: string
  readonly kind: 'text' | 'list' | 'number' | 'flag'
}

/**
 * The options whose defaults may come from Ansible's settings. Source: ansible-core 2.14,
 * `lib/ansible/config/base.yml`.
 */
export const ANSIBLE_SETTINGS: Readonly<Partial<Record<OptionKey, AnsibleSetting>>> = {
  inventory: setting('defaults', 'inventory', 'ANSIBLE_INVENTORY', 'list'),
  user: setting('defaults', 'remote_user', 'ANSIBLE_REMOTE_USER', 'text'),
  private_key: setting('defaults', 'private_key_file', 'ANSIBLE_PRIVATE_KEY_FILE', 'text'),
  connection: setting('defaults', 'transport', 'ANSIBLE_TRANSPORT', 'text'),
  timeout: setting('defaults', 'timeout', 'ANSIBLE_TIMEOUT', 'number'),
  forks: setting('defaults', 'forks', 'ANSIBLE_FORKS', 'number'),
  become: setting('privilege_escalation', 'become', 'ANSIBLE_BECOME', 'flag'),
  become_user: setting('privilege_escalation', 'become_user', 'ANSIBLE_BECOME_USER', 'text'),
  become_method: setting('privilege_escalation', 'become_method', 'ANSIBLE_BECOME_METHOD', 'text'),
  ask_become_pass: setting('privilege_escalation', 'become_ask_pass', 'ANSIBLE_BECOME_ASK_PASS', 'flag'),
  ask_pass: setting('defaults', 'ask_pass', 'ANSIBLE_ASK_PASS', 'flag'),
  vault_password_file: setting('defaults', 'vault_password_file', 'ANSIBLE_VAULT_PASSWORD_FILE', 'text'),
  vault_id: setting('defaults', 'vault_identity_list', 'ANSIBLE_VAULT_IDENTITY_LIST', 'list'),
  ask_vault_pass: setting('defaults', 'ask_vault_pass', 'ANSIBLE_ASK_VAULT_PASS', 'flag'),
  diff: setting('diff', 'always', 'ANSIBLE_DIFF_ALWAYS', 'flag'),
  verbose: setting('defaults', 'verbosity', 'ANSIBLE_VERBOSITY', 'number'),
  force_handlers: setting('defaults', 'force_handlers', 'ANSIBLE_FORCE_HANDLERS', 'flag'),
}

/**
 * Returns the values of options from Ansible's environment variables and the project's `ansible.cfg`. Variables take
 * precedence; they count only in an Ansible project, or if there is an `ansible.cfg`. Paths are relative to the file,
 * or to the working directory. Throws InputError for an invalid value.
 */
export function ansibleSettings(
  projectFolder: string,
  { isAnsible, env = process.env }: { readonly isAnsible: boolean; readonly env?: NodeJS.ProcessEnv },
): [OptionKey, { readonly value: unknown; readonly place: Place }][] {
  const cfg = readAnsibleCfg(projectFolder, env)
  const readsVariables = isAnsible || cfg !== undefined
  return Object.entries(ANSIBLE_SETTINGS).flatMap(([name, { section, key, variable, kind }]) => {
    const option = name as OptionKey
    const ofVariable = readsVariables ? fromVariable(variable, env) : undefined
    const given = ofVariable ?? cfg?.get(section, key)
    const source = given && sourceOf(given, kind)
    if (source === undefined || isDefault(source)) return []
    const folder = ofVariable || cfg === undefined ? process.cwd() : dirname(cfg.file)
    return [[option, { value: readSetting(option, source, folder), place: source.place }]]
  })
}

function setting(
  section: string,
  key: string,
  variable: string,
  kind: AnsibleSetting['kind'],
): AnsibleSetting {
  return { section, key, variable, kind }
}

function fromVariable(variable: string, env: NodeJS.ProcessEnv): AnsibleCfgValue | undefined {
  const text = env[variable]
  return text ? { text, place: { file: resolve(variable), line: 1, column: 1 } } : undefined
}

/** Returns the value in the form that it would have in `drover.yml`. */
function sourceOf({ text, place }: AnsibleCfgValue, kind: AnsibleSetting['kind']): Source {
  const scalar = (value: ScalarSource['value']): ScalarSource => ({ kind: 'scalar', value, place })
  if (kind === 'text') return scalar(text)
  if (kind === 'number') return scalar(/^\d+$/.test(text) ? Number(text) : text)
  if (kind === 'flag') return scalar(readAnsibleFlag(text) ?? text)
  const items = text.split(',').map(item => item.trim())
  return { kind: 'list', items: items.filter(item => item !== '').map(scalar), place }
}

/** Returns whether a value means the default: no verbosity, or a connection for which Ansible uses ssh. */
function isDefault(source: Source): boolean {
  return (
    source.kind === 'scalar' &&
    (source.value === 0 || source.value === 'smart' || source.value === 'paramiko')
  )
}
