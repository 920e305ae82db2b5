import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertDefined } from '../../../src/base/assert-defined.ts'
import { type LintResult, lintProject } from '../../../src/lint/lint.ts'
import { showGithub } from '../../../src/lint/output/github.ts'
import { showJson } from '../../../src/lint/output/json.ts'
import { showSarif } from '../../../src/lint/output/sarif.ts'
import { showText } from '../../../src/lint/output/text.ts'
import { RULES } from '../../../src/lint/rules.ts'
import { makeStyle } from '../../../src/report/style.ts'
import { folderOf } from '../../kit/project-files.ts'

const folder = folderOf({
  'play books/site.yml':
    '- hosts: web\n  sudo: true\n  tasks:\n    - name: X\n      file: { path: /x, mode: "0777" }\n',
  'broken.yml': 'a: [\n',
})
const result: LintResult = await lintProject({ folder, paths: [], taskFolders: [] })

test('as text, each finding has its place, message, rule and hint', () => {
  const text = showText(result, [], makeStyle(false)).replaceAll(folder, '')
  assert.is(
    text,
    `/play books/site.yml:2:3: warning \`sudo\` is outdated Ansible syntax [old-form]
    hint: write \`become\`
/play books/site.yml:5:31: error with the mode \`0777\`, every user of the host can write [unsafe-mode]
    hint: set an owner and a group, and allow only them to write
2 errors, 1 warning in 1 file
`,
  )
})

test('on a terminal, findings are styled, and their control characters are escaped', () => {
  const [finding] = result.findings
  const hostile = {
    ...result,
    findings: [{ ...assertDefined(finding, 'a finding'), message: 'a \x1b[2J b' }],
  }
  const text = showText(hostile, [], makeStyle(true)).replaceAll(folder, '')
  assert.match(text, '\x1b[1m/play books/site.yml:2:3\x1b[22m: ')
  assert.match(text, 'a \\x1b[2J b')
})

test('as JSON, paths are relative to the project', () => {
  const { findings, unreadable, fixed, files } = JSON.parse(showJson(result, [], folder))
  assert.equal(findings[0], {
    rule: 'old-form',
    level: 'warn',
    file: 'play books/site.yml',
    line: 2,
    column: 3,
    message: '`sudo` is outdated Ansible syntax',
    hint: 'write `become`',
    fixable: true,
  })
  assert.equal([findings.length, unreadable.length, fixed, files], [2, 1, [], 1])
  assert.is(unreadable[0].file, 'broken.yml')
})

test('for GitHub, each finding is a workflow command with escaped text', () => {
  const finding = { ...result.findings[0]!, message: '100%\nof it', hint: undefined as never }
  assert.is(
    showGithub({ ...result, findings: [finding], unreadable: [] }, folder),
    '::warning file=play books/site.yml,line=2,col=3,title=drover old-form::100%25%0Aof it\n',
  )
})

test('as SARIF, each result refers to its rule and place', () => {
  const { version, runs } = JSON.parse(showSarif(result, RULES, folder))
  const [{ tool, results }] = runs
  assert.is(version, '2.1.0')
  const { rules } = tool.driver
  for (const { ruleId, ruleIndex } of results) assert.is(rules[ruleIndex].id, ruleId)
  assert.equal(results[0].locations[0].physicalLocation, {
    artifactLocation: { uri: 'play%20books/site.yml', uriBaseId: 'PROJECT' },
    region: { startLine: 2, startColumn: 3 },
  })
  assert.is(results.length, 3)
})

test.run()
