import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const FILES = {
  'ansible.cfg': '[defaults]\n',
  'hosts.yml': 'all:\n  hosts:\n    web1: {ansible_connection: local}\n  vars: {ready: yes, name: web}\n',
  'site.yml':
    '- hosts: all\n  tasks:\n    - debug: {msg: "{{ name | upper }}"}\n      when: ready and name == \'web\'\n    - debug: {msg: "{{ other }} x"}\n      when: other is defined\n',
  'other.yml': '- hosts: all\n  tasks:\n    - debug: {msg: "{{ name | title }}"}\n',
}

const folder = makeProject({})
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(join(folder, 'ansible'), { recursive: true })
  writeFileSync(join(folder, 'ansible', path), text)
}

const REPORT = `hosts.yml
  converted: variables

other.yml
  left as it is: all (line 1)
  left as it is: debug (line 3)
      other.yml:3:20: the filter \`title\` has no equivalent in Drover

site.yml
  converted: all (line 1)
  converted: debug (line 3)
  converted with a doubt: debug (line 5)
      site.yml:5:20: \`other\` may be anything, which Python writes in its own way

3 converted, 1 converted with a doubt, 2 left as it is, 0 not possible
1 file stays in the dialect of Ansible, as \`drover.yml\` lists; templates that stay end in \`.j2\`
`

test('`--check` prints the report and writes nothing', async () => {
  const { code, stdout, stderr } = await say(folder, 'convert', 'ansible', '--out', 'checked', '--check')
  assert.is(stderr, '')
  assert.is(stdout, REPORT)
  assert.is(code, 0)
  assert.not(existsSync(join(folder, 'checked')))
})

test('the converted project passes the syntax check, and the original project is unchanged', async () => {
  const { code, stdout } = await say(folder, 'convert', 'ansible', '--out', 'out', '--report', 'report.json')
  assert.is(
    stdout.slice(REPORT.length),
    'other.yml: passes `--syntax-check`\nsite.yml: passes `--syntax-check`\n',
  )
  assert.is(code, 0)
  const written = readFileSync(join(folder, 'out', 'site.yml'), 'utf8')
  assert.is(
    written,
    FILES['site.yml']
      .replace('{{ name | upper }}', '{{upper name}}')
      .replace("ready and name == 'web'", 'ready && name == "web"')
      .replace('other is defined', 'defined(other)'),
  )
  for (const [path, text] of Object.entries(FILES))
    assert.is(readFileSync(join(folder, 'ansible', path), 'utf8'), text)
  const { summary, left } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  assert.equal(summary, {
    converted: 3,
    'converted with a doubt': 1,
    'left as it is': 2,
    'not possible': 0,
  })
  assert.equal(left, ['other.yml'])
})

const REFUSED: readonly (readonly [what: string, words: readonly string[], message: RegExp])[] = [
  [
    'a folder that is not empty',
    ['ansible', '--out', 'ansible/../full'],
    /^error: `ansible\/..\/full` is not empty, and Drover does not overwrite anything in it\n {2}hint: choose a new folder, or empty this one\n$/,
  ],
  [
    'the project itself',
    ['ansible', '--out', 'ansible/out'],
    /^error: the converted project cannot be written into the original project: `ansible\/out`\n/,
  ],
  [
    'a missing output folder',
    ['ansible'],
    /^error: `run convert` needs a folder for the converted project\n {2}hint: `--out DIR` names it; `--check` only reports\n$/,
  ],
  ['a project that does not exist', ['missing', '--check'], /^error: there is no folder `missing`\n$/],
]

mkdirSync(join(folder, 'full'))
writeFileSync(join(folder, 'full', 'a'), '')

for (const [what, words, message] of REFUSED)
  test(`\`run convert\` refuses ${what}`, async () => {
    const { code, stdout, stderr } = await say(folder, 'convert', ...words)
    assert.match(stderr, message)
    assert.is(stdout, '')
    assert.is(code, 1)
  })

test.run()
