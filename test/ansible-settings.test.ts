import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readAnsibleSettings } from '../src/ansible-settings.ts'
import { WITHOUT_EFFECT } from '../src/ansible-settings-without-effect.ts'
import { InputError } from '../src/errors.ts'

const NATIVE = { ofProject: 'drover' } as const
const ANSIBLE = { ofProject: 'ansible' } as const

function projectWith(cfg?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'drover-settings-'))
  if (cfg !== undefined) writeFileSync(join(folder, 'ansible.cfg'), cfg)
  return folder
}

test('connection settings come from ansible.cfg, and from variables that precede it', () => {
  const folder = projectWith(
    '[defaults]\nremote_port = 2222\n[privilege_escalation]\nbecome_flags = -H\n[ssh_connection]\nssh_args = -C\nssh_common_args = -J jump\n',
  )
  const { configured } = readAnsibleSettings(folder, NATIVE, { ANSIBLE_SSH_ARGS: '-4' })
  const place = (line: number) => ({ file: join(folder, 'ansible.cfg'), line, column: 1 })
  assert.equal(configured, {
    port: { text: '2222', place: place(2) },
    becomeFlags: { text: '-H', place: place(4) },
    sshArgs: { text: '-4' },
    commonArgs: { text: '-J jump', place: place(7) },
    extraArgs: undefined,
  })
})

test('without ansible.cfg, environment variables count only if all files are in the dialect of Ansible', () => {
  const folder = projectWith()
  const env = { ANSIBLE_SSH_EXTRA_ARGS: '-6', ANSIBLE_HASH_BEHAVIOUR: 'merge' }
  assert.is(readAnsibleSettings(folder, NATIVE, env).configured.extraArgs, undefined)
  const { ANSIBLE_SSH_EXTRA_ARGS } = env
  assert.equal(readAnsibleSettings(folder, ANSIBLE, { ANSIBLE_SSH_EXTRA_ARGS }).configured.extraArgs, {
    text: '-6',
  })
  assert.throws(() => readAnsibleSettings(folder, ANSIBLE, env), /hash_behaviour = merge/)
})

test('merging of maps is refused with a hint', () => {
  const folder = projectWith('[defaults]\n\nhash_behaviour = merge\n')
  try {
    readAnsibleSettings(folder, NATIVE, {})
    assert.unreachable()
  } catch (error) {
    assert.instance(error, InputError)
    const { message, place, hint } = error as InputError
    assert.is(
      message,
      'the setting `hash_behaviour = merge` is not supported: a map replaces one of lower precedence',
    )
    assert.equal(place, { file: join(folder, 'ansible.cfg'), line: 3, column: 1 })
    assert.match(hint ?? '', /combine\(own, recursive=true\)/)
  }
  readAnsibleSettings(projectWith('[defaults]\nhash_behaviour = replace\n'), NATIVE, {})
})

test('ignored settings are reported if they would change the run', () => {
  const folder = projectWith(
    '[defaults]\nhost_key_checking = False\nno_log = False\nany_errors_fatal = yes\nfact_caching = memory\n[tags]\nskip = slow\n',
  )
  const { withoutEffect } = readAnsibleSettings(folder, NATIVE, {})
  assert.equal(
    withoutEffect.map(text => text.replace(/^.*ansible\.cfg:/, '')),
    [
      '4:1: the setting `any_errors_fatal` has no effect: set the keyword `any_errors_fatal` on the plays',
      '2:1: the setting `host_key_checking` has no effect: `run hosts trust HOST` accepts the key of a host',
      '7:1: the setting `skip` has no effect: use the option `--skip-tags`',
    ],
  )
  assert.equal(readAnsibleSettings(projectWith(), ANSIBLE, {}).withoutEffect, [])
})

for (const { section, key, usual, instead } of WITHOUT_EFFECT)
  test(`a run warns about the setting \`${key}\` in [${section}] unless its value is usual`, () => {
    const warnings = (value: string) =>
      readAnsibleSettings(projectWith(`[${section}]\n${key} = ${value}\n`), NATIVE, {}).withoutEffect
    const [warning = '', ...others] = warnings('other')
    assert.ok(warning.endsWith(`ansible.cfg:2:1: the setting \`${key}\` has no effect: ${instead}`), warning)
    assert.equal(others, [])
    for (const value of usual) assert.equal(warnings(value), [])
  })

test('`ansible_managed` has a default text', () => {
  assert.is(readAnsibleSettings(projectWith(), NATIVE, {}).managedText, 'Ansible managed')
  const folder = projectWith('[defaults]\nansible_managed = by {uid}\n')
  assert.is(readAnsibleSettings(folder, NATIVE, {}).managedText, 'by {uid}')
})

test('a missing handler is an error unless the setting or its variable says otherwise', () => {
  const isAllowed = (cfg: string | undefined, env: NodeJS.ProcessEnv = {}): boolean =>
    readAnsibleSettings(projectWith(cfg), ANSIBLE, env).allowsMissingHandlers
  assert.is(isAllowed(undefined), false)
  assert.is(isAllowed('[defaults]\nerror_on_missing_handler = True\n'), false)
  assert.is(isAllowed('[defaults]\nerror_on_missing_handler = False\n'), true)
  assert.is(isAllowed(undefined, { ANSIBLE_ERROR_ON_MISSING_HANDLER: 'no' }), true)
  assert.is(
    isAllowed('[defaults]\nerror_on_missing_handler = no\n', { ANSIBLE_ERROR_ON_MISSING_HANDLER: '1' }),
    false,
  )
})

test('the vars of roles are hidden from other tasks if the setting or its variable says so', () => {
  const isHidden = (cfg: string | undefined, env: NodeJS.ProcessEnv = {}): boolean =>
    readAnsibleSettings(projectWith(cfg), ANSIBLE, env).hidesRoleVars
  assert.is(isHidden(undefined), false)
  assert.is(isHidden('[defaults]\nprivate_role_vars = yes\n'), true)
  assert.is(isHidden(undefined, { ANSIBLE_PRIVATE_ROLE_VARS: '1' }), true)
})

test.run()
