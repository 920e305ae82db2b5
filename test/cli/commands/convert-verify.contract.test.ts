import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const folder = makeProject({})
const files = {
  'ansible/ansible.cfg': '[defaults]\n',
  'ansible/templates/site.j2': 'name={{ name }}\n{% if extra %}\nextra\n{% endif %}\n',
  'ansible/site.yml': `- hosts: all
  vars: {name: web}
  tasks:
    - name: Folder
      file: {path: "{{ folder }}", state: directory}
    - name: Settings
      template: {src: site.j2, dest: "{{ folder }}/site.conf"}
      notify: Reload
    - name: Time
      command: date +%N
    - name: Extra
      debug: {msg: "{{ name | upper }}"}
      when: extra
  handlers:
    - name: Reload
      command: "true"
`,
  'ansible/broken.yml': '- hosts: all\n  tasks:\n    - fail: {msg: "not this one"}\n',
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** An inventory of one test host, whose files are in a folder of its own. */
function inventory(name: string, extra: unknown): string {
  const path = `${name}.json`
  const vars = { folder: join(folder, name), extra }
  writeFileSync(
    join(folder, path),
    JSON.stringify({ all: { hosts: { web1: { ansible_connection: 'local' } }, vars } }),
  )
  return path
}

async function verify(...words: string[]): Promise<{ code: number | null; lines: string[] }> {
  rmSync(join(folder, 'out'), { recursive: true, force: true })
  const { code, stdout } = await say(
    folder,
    'convert',
    'ansible',
    '--out',
    'out',
    '--playbook',
    'site.yml',
    ...words,
  )
  const lines = stdout.trimEnd().split('\n')
  return { code, lines: lines.slice(lines.findIndex(line => line.startsWith('the project, first run'))) }
}

test('`--verify` finds no difference for a correct conversion, even if commands print different output', async () => {
  assert.equal(await verify('--verify', inventory('same', true)), {
    code: 0,
    lines: [
      'the project, first run: 4 changed, 1 ok',
      'the project, second run: 3 ok, 1 changed',
      'the project, third run: 3 ok, 1 changed',
      'the outcome, on the same hosts: 3 ok, 1 changed',
      'the outcome does what the project does',
    ],
  })
})

test('with `--twins` the converted project runs on fresh hosts, so handlers are compared too', async () => {
  const words = ['--verify', inventory('first', true), '--twins', inventory('second', true)]
  const { code, lines } = await verify(...words)
  assert.equal(lines.slice(2, 4), [
    'the outcome, first run: 4 changed, 1 ok',
    'the outcome, second run: 3 ok, 1 changed',
  ])
  // The folders of the twins have other names, and the time differs.
  assert.ok(lines.some(line => line === 'web1: Folder (ansible/site.yml:4:7)'))
  assert.not(lines.some(line => line.startsWith('web1: Reload')))
  assert.is(code, 3)
})

test('a difference of the converted project is shown with its task and its diff', async () => {
  // An empty map is false in Jinja, and true in Drover's conditions.
  const { code, lines } = await verify('--verify', inventory('doubtful', {}))
  assert.equal(lines.slice(4), [
    'web1: Settings (ansible/site.yml:6:7)',
    '  ok in the original project, changed in the converted project',
    `  update file:${folder}/doubtful/site.conf`,
    `  --- file:${folder}/doubtful/site.conf  before`,
    `  +++ file:${folder}/doubtful/site.conf  after`,
    '  @@ -1,1 +1,2 @@',
    '   name=web',
    '  +extra',
    'web1: Extra (ansible/site.yml:11:7)',
    '  skipped in the original project, ok in the converted project: WEB',
    'web1: Reload (out/site.yml:15:7)',
    '  only the converted project reached this task',
    '3 tasks differ',
  ])
  assert.is(code, 3)
})

const REFUSED: readonly (readonly [words: readonly string[], message: RegExp])[] = [
  [
    ['--check', '--verify', 'same.json'],
    /^error: `--verify` runs the converted project, which `--check` does not write\n/,
  ],
  [['--twins', 'same.json'], /^error: `--twins` goes with `--verify`\n/],
  [
    ['--verify', 'same.json', '--playbook', 'other.yml'],
    /error: the project has no playbook `other.yml`\n {2}hint: it has `broken.yml`, `site.yml`\n$/,
  ],
]

for (const [words, message] of REFUSED) {
  test(`\`${words.join(' ')}\` is refused`, async () => {
    rmSync(join(folder, 'out'), { recursive: true, force: true })
    const { code, stderr } = await say(folder, 'convert', 'ansible', '--out', 'out', ...words)
    assert.match(stderr, message)
    assert.is(code, 1)
  })
}

test('a project without any Ansible-specific file is still verified as an Ansible project', async () => {
  rmSync(join(folder, 'ansible/ansible.cfg'))
  const { code, lines } = await verify('--verify', inventory('unmarked', true))
  writeFileSync(join(folder, 'ansible/ansible.cfg'), files['ansible/ansible.cfg'])
  assert.is(lines.at(-1), 'the outcome does what the project does')
  assert.is(code, 0)
})

test.run()
