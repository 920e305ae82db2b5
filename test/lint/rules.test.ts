import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reachOptionsOf } from '../../src/cli/options/reach-options.ts'
import type { InputError } from '../../src/errors.ts'
import { lintProject } from '../../src/lint/lint.ts'
import { RULES } from '../../src/lint/rules.ts'
import { listRun } from '../../src/run.ts'
import { taskFoldersOf } from '../../src/run-files.ts'
import type { Dialect } from '../../src/yaml/reading.ts'
import { folderOf } from '../kit/project-files.ts'

/** The rules that find something in a playbook, with an inventory of the hosts `web` and `db`. */
async function rulesOf(playbook: string, dialect: Dialect | undefined): Promise<string[]> {
  const folder = folderOf({ 'site.yml': playbook, 'roles/site/tasks/main.yml': '- debug: { msg: done }\n' })
  const { findings } = await lintProject({
    ...{ folder, paths: [], taskFolders: taskFoldersOf(folder), dialect },
    checkWithInventory: async path => ({ errors: [], withoutHosts: await withoutHosts(path) }),
  })
  return findings.map(({ rule }) => rule)
}

/** Errors in values, which many examples do not have, are not at issue. */
async function withoutHosts(playbook: string): Promise<readonly InputError[]> {
  const noKeys = { identity: [], vaultPasswordFile: [], vaultId: [], askVaultPass: false }
  const options = reachOptionsOf({ inventory: ['web,db'], extraVars: [], ...noKeys })
  const listed = await listRun({ ...options, playbooks: [playbook] }).catch(() => undefined)
  return listed?.withoutHosts ?? []
}

for (const { name, examples } of RULES) {
  test(`\`${name}\` finds its bad example, and no other rule does`, async () => {
    assert.equal([...new Set(await rulesOf(examples.bad, examples.dialect))], [name])
  })

  test(`nothing is found in the good example of \`${name}\``, async () => {
    assert.equal(await rulesOf(examples.good, examples.dialect), [])
  })
}

test('every file of rules is one of the rules, and named as the rule', () => {
  const files = readdirSync(join('src', 'lint', 'rules')).map(file => file.replace(/\.ts$/, ''))
  assert.equal(RULES.map(({ name }) => name).sort(), files.sort())
})

test.run()
