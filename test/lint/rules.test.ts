import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintProject } from '../../src/lint/lint.ts'
import { RULES } from '../../src/lint/rules.ts'
import { taskFoldersOf } from '../../src/run-files.ts'
import type { Dialect } from '../../src/yaml/reading.ts'
import { folderOf } from '../kit/project-files.ts'

/** The rules that find something in a playbook. */
async function rulesOf(playbook: string, dialect: Dialect | undefined): Promise<string[]> {
  const folder = folderOf({ 'site.yml': playbook, 'roles/site/tasks/main.yml': '- debug: { msg: done }\n' })
  const { findings } = await lintProject({ folder, paths: [], taskFolders: taskFoldersOf(folder), dialect })
  return findings.map(({ rule }) => rule)
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
