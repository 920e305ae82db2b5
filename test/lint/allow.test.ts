import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintProject } from '../../src/lint/lint.ts'
import { foundIn } from '../kit/lint.ts'
import { folderOf } from '../kit/project-files.ts'

const site = (...lines: readonly string[]): string =>
  ['- hosts: web', '  tasks:', ...lines.map(line => `    ${line}`), ''].join('\n')

const MODE = 'file: { path: /srv/x, state: directory, mode: "0777" }'

const rows: readonly [what: string, lines: readonly string[], found: readonly string[]][] = [
  ['without a comment, the fault is reported', ['- name: X', `  ${MODE}`], ['site.yml:4 unsafe-mode']],
  [
    'a comment above a task applies to all of its lines',
    ['# drover: allow unsafe-mode because the folder is on a host of its own', '- name: X', `  ${MODE}`],
    [],
  ],
  [
    'a comment at the end of a line applies to that line',
    ['- name: X', `  ${MODE} # drover: allow unsafe-mode because it is a test`],
    [],
  ],
  [
    'a comment above a line in a task applies to that line',
    ['- name: X', '  # drover: allow unsafe-mode because it is a test', `  ${MODE}`],
    [],
  ],
  [
    'several comments above a task apply to the same task',
    [
      '# drover: allow unnamed-task because it is a test',
      '# drover: allow unsafe-mode because it is a test',
      `- ${MODE}`,
    ],
    [],
  ],
  [
    'a comment can name several rules',
    [`- ${MODE} # drover: allow unnamed-task, unsafe-mode because it is a test`],
    [],
  ],
  [
    'a comment above a task applies to no other task',
    ['# drover: allow unsafe-mode because it is a test', '- name: X', `  ${MODE}`, '- name: Y', `  ${MODE}`],
    ['site.yml:7 unsafe-mode'],
  ],
  [
    'the reason is required',
    ['- name: X', `  ${MODE} # drover: allow unsafe-mode`],
    ['site.yml:4 unsafe-mode', 'site.yml:4 allow-comment'],
  ],
  [
    'an unknown rule is reported',
    ['- name: X', `  ${MODE} # drover: allow unsafe because it is a test`],
    ['site.yml:4 unsafe-mode', 'site.yml:4 allow-comment'],
  ],
  [
    'a keyword other than `allow` is reported',
    ['- name: X', `  ${MODE} # drover: ignore`],
    ['site.yml:4 unsafe-mode', 'site.yml:4 allow-comment'],
  ],
  [
    'a comment that has no effect is reported',
    ['# drover: allow no-log because it is a test', '- name: X', `  ${MODE}`],
    ['site.yml:3 unused-allow', 'site.yml:5 unsafe-mode'],
  ],
  [
    'of several rules, each that has no effect is reported',
    [`- ${MODE} # drover: allow no-log, unnamed-task, unsafe-mode because it is a test`],
    ['site.yml:3 unused-allow'],
  ],
  [
    'text that looks like a comment is not a comment',
    ['- name: X', '  shell: |', '    # drover: allow nothing', '    id; id', '  changed_when: false'],
    [],
  ],
]

for (const [what, lines, found] of rows) {
  test(what, async () => assert.equal(await foundIn(folderOf({ 'site.yml': site(...lines) })), found))
}

test('a comment for a disabled rule is accepted', async () => {
  const text = site('# drover: allow unsafe-mode because it is a test', '- name: X', `  ${MODE}`)
  const settings = 'lint: { rules: { unsafe-mode: off } }\n'
  assert.equal(await foundIn(folderOf({ 'site.yml': text, 'drover.yml': settings })), [])
})

test('comments are read in a file with a byte order mark and CRLF line breaks', async () => {
  const text = `\uFEFF${site('# drover: allow unsafe-mode because it is a test', '- name: X', `  ${MODE}`)}`
  assert.equal(await foundIn(folderOf({ 'site.yml': text.replaceAll('\n', '\r\n') })), [])
})

test('an error says what was expected', async () => {
  const folder = folderOf({ 'site.yml': site('- name: X', `  ${MODE} # drover: allow unsafe-mode`) })
  const { findings } = await lintProject({ folder, paths: [], taskFolders: [] })
  const { message, hint, place } = findings.find(({ rule }) => rule === 'allow-comment') ?? {}
  assert.is(message, 'the comment gives no reason to allow `unsafe-mode`')
  assert.is(hint, 'write `# drover: allow RULE because …`')
  assert.is(place?.column, 62)
})

test.run()
