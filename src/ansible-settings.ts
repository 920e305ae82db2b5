import { WITHOUT_EFFECT } from './ansible-settings-without-effect.ts'
import { type AnsibleCfg, type AnsibleCfgValue, readAnsibleCfg, readAnsibleFlag } from './base/ansible-cfg.ts'
import type { Settings } from './engine/state/settings.ts'
import { InputError, showPlace } from './errors.ts'
import type { Dialects } from './yaml/dialects.ts'

/** What a run takes over from Ansible's settings, in addition to defaults for options. */
export interface AnsibleSettings {
  /** The project's `ansible.cfg`, if it has one. */
  readonly cfg: AnsibleCfg | undefined
  /** Whether the values of Jinja keep their types. */
  readonly isJinjaNative: boolean
  /** Whether a `notify` that no handler answers to is a warning, and not an error. */
  readonly allowsMissingHandlers: boolean
  /** Whether the `vars` of a role are seen by its own tasks alone, and not by the whole play. */
  readonly hidesRoleVars: boolean
  /** The text that templates have as `ansible_managed`, with its placeholders. */
  readonly managedText: string
  /** Connection settings, weaker than any other. */
  readonly configured: NonNullable<Settings['configured']>
  /** Settings that would change what a run does, and have no effect: one sentence each. */
  readonly withoutEffect: readonly string[]
}

/**
 * Reads `ansible.cfg`, and the environment variables of Ansible, which count only in a project of Ansible. Throws InputError for a setting
 * without which the project means something else. Source: ansible-core 2.14, `lib/ansible/config/base.yml` and `plugins/connection/ssh.py`.
 */
export function readAnsibleSettings(
  projectDir: string,
  { ofProject }: Pick<Dialects, 'ofProject'>,
  env: NodeJS.ProcessEnv = process.env,
): AnsibleSettings {
  const cfg = readAnsibleCfg(projectDir, env)
  const isAnsible = cfg !== undefined || ofProject === 'ansible'
  const read: Reader = (section, key, variable) => {
    const text = isAnsible && variable !== undefined ? env[variable] : undefined
    return text ? { text } : cfg?.get(section, key)
  }
  refuseMerging(read('defaults', 'hash_behaviour', 'ANSIBLE_HASH_BEHAVIOUR'))
  return {
    cfg,
    isJinjaNative: isTrue(
      env.ANSIBLE_JINJA2_NATIVE || cfg?.get('defaults', 'jinja2_native')?.text || 'false',
    ),
    allowsMissingHandlers: isFalse(
      read('defaults', 'error_on_missing_handler', 'ANSIBLE_ERROR_ON_MISSING_HANDLER')?.text ?? 'true',
    ),
    hidesRoleVars: isTrue(
      read('defaults', 'private_role_vars', 'ANSIBLE_PRIVATE_ROLE_VARS')?.text ?? 'false',
    ),
    managedText: cfg?.get('defaults', 'ansible_managed')?.text ?? 'Ansible managed',
    configured: configuredBy(read),
    withoutEffect: cfg === undefined ? [] : withoutEffect(cfg),
  }
}

/** Gives a setting by its place in `ansible.cfg` and its environment variable. */
type Reader = (
  section: string,
  key: string,
  variable: string | undefined,
) => (Pick<AnsibleCfgValue, 'text'> & Partial<AnsibleCfgValue>) | undefined

function isTrue(text: string): boolean {
  return readAnsibleFlag(text) === true
}

function isFalse(text: string): boolean {
  return readAnsibleFlag(text) === false
}

function refuseMerging(setting: ReturnType<Reader>): void {
  if (setting?.text !== 'merge') return
  throw new InputError(
    'the setting `hash_behaviour = merge` is not supported: a map replaces one of lower precedence',
    {
      ...(setting.place ? { place: setting.place } : {}),
      hint: 'remove it, and merge the maps where they are used: `{{ defaults | combine(own, recursive=true) }}`',
    },
  )
}

function configuredBy(read: Reader): AnsibleSettings['configured'] {
  return {
    port: read('defaults', 'remote_port', 'ANSIBLE_REMOTE_PORT'),
    becomeFlags: read('privilege_escalation', 'become_flags', 'ANSIBLE_BECOME_FLAGS'),
    sshArgs: read('ssh_connection', 'ssh_args', 'ANSIBLE_SSH_ARGS'),
    commonArgs: read('ssh_connection', 'ssh_common_args', 'ANSIBLE_SSH_COMMON_ARGS'),
    extraArgs: read('ssh_connection', 'ssh_extra_args', 'ANSIBLE_SSH_EXTRA_ARGS'),
  }
}

function withoutEffect(cfg: AnsibleCfg): string[] {
  return WITHOUT_EFFECT.flatMap(({ section, key, usual, instead }) => {
    const found = cfg.get(section, key)
    if (found === undefined || isUsual(found.text, usual)) return []
    return [`${showPlace(found.place)}: the setting \`${key}\` has no effect: ${instead}`]
  })
}

/** Whether a text is one of the usual values of a setting; a list may have spaces, and flags have several names. */
function isUsual(text: string, usual: readonly string[]): boolean {
  const plain = text.replaceAll(/\s/g, '')
  const flag = readAnsibleFlag(text)
  return usual.some(each => each === plain || (flag !== undefined && readAnsibleFlag(each) === flag))
}
