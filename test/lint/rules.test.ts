import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reachOptionsOf } from '../../src/cli/options/reach-options.ts'
import type { InputError } from '../../src/errors.ts'
import { lintProject } from '../../src/lint/lint.ts'
import type { Rule } from '../../src/lint/project/rule.ts'
import { RULES } from '../../src/lint/rules.ts'
import { listRun } from '../../src/run.ts'
import { taskFoldersOf } from '../../src/run-files.ts'
import { folderOf } from '../kit/project-files.ts'

/** The rules with findings in a playbook, with an inventory of the hosts `web` and `db`. */
async function rulesOf(text: string, { dialect, path = 'site.yml' }: Rule['examples']): Promise<string[]> {
  const folder = folderOf({ [path]: text, 'roles/site/tasks/main.yml': '- debug: { msg: done }\n' })
  const { findings } = await lintProject({
    ...{ folder, paths: [], taskFolders: taskFoldersOf(folder), dialect },
    checkWithInventory: async path => ({ errors: [], withoutHosts: await withoutHosts(path) }),
  })
  return findings.map(({ rule }) => rule)
}

/** The plays without hosts; errors in values are ignored, because many examples lack variables. */
async function withoutHosts(playbook: string): Promise<readonly InputError[]> {
  const noKeys = { identity: [], vaultPasswordFile: [], vaultId: [], askVaultPass: false }
  const options = reachOptionsOf({ inventory: ['web,db'], extraVars: [], ...noKeys })
  const listed = await listRun({ ...options, playbooks: [playbook] }).catch(() => undefined)
  return listed?.withoutHosts ?? []
}

for (const { name, examples } of RULES) {
  test(`\`${name}\` finds its bad example, and no other rule does`, async () => {
    assert.equal([...new Set(await rulesOf(examples.bad, examples))], [name])
  })

  test(`the good example of \`${name}\` has no findings`, async () => {
    assert.equal(await rulesOf(examples.good, examples), [])
  })
}

test('plurals of settings, and variables that a template reads, are not reported as misspelt', async () => {
  const text = 'web: { hosts: { web1: { users: [a], usr: b, adress: c } }, vars: { ports: [80], prt: 1 } }\n'
  const folder = folderOf({
    'inventory/hosts.yml': text,
    'site.yml': "- hosts: web\n  tasks: [{ name: Say, debug: { msg: '{{adress}}' } }]\n",
  })
  const { findings } = await lintProject({ folder, paths: [], taskFolders: taskFoldersOf(folder) })
  assert.equal(
    findings.map(({ rule, hint }) => `${rule}: ${hint}`),
    ['misspelt-setting: did you mean `user`?', 'misspelt-setting: did you mean `port`?'],
  )
})

test('every file of rules is registered under the name of its rule', () => {
  const files = readdirSync(join('src', 'lint', 'rules')).map(file => file.replace(/\.ts$/, ''))
  assert.equal(RULES.map(({ name }) => name).sort(), files.sort())
})

test.run()
