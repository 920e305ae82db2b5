import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const folder = makeProject({
  'hosts.yml':
    'all: { children: { web: { hosts: { here: { connection: local } } }, rest: { hosts: { there: { connection: local } } } } }\n',
  'templates/name': '{{ansible_hostname}}\n',
  'templates/behind': '{{who}}\n',
  'templates/either': '{{#if (eq ansible_os_family "Debian")}}deb{{else}}{{nobody}}{{/if}}\n',
  'templates/other': '{{hostvars.there.ansible_facts.hostname}}\n',
  'templates/broken': '{{#if x}}\n',
  'templates/to-mend': '{{#if x}}\n',
  'templates/whole': '{{> part}}\n',
  'Debian.yml': '- template: { src: name, dest: "{{out}}" }\n',
})
test.after(() => rmSync(folder, { recursive: true }))
const out = join(folder, 'out')

async function run(tasks: string, { more = '', words = [] as string[] } = {}) {
  rmSync(out, { force: true })
  const playbook = tasks.startsWith('- ')
    ? tasks
    : `- hosts: here\n  vars: { out: ${out} }\n  ${more}\n  tasks: ${tasks}\n`
  writeFileSync(join(folder, 'site.yml'), playbook)
  return say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml', ...words)
}

const host = hostname().split('.')[0]

/** What is legal, with the real task types on this machine, and what it writes. */
const legal: [what: string, tasks: string, written: string | undefined, more?: string][] = [
  ['a fact in a template', '[{ template: { src: name, dest: "{{out}}" } }]', `${host}\n`],
  [
    'a fact in a template, gathered at the start',
    '[{ template: { src: name, dest: "{{out}}" } }]',
    `${host}\n`,
    'gather_facts: true',
  ],
  [
    'a fact behind a variable of a template',
    '[{ template: { src: behind, dest: "{{out}}" }, vars: { who: "{{facts.hostname}}" } }]',
    `${host}\n`,
  ],
  ['a fact of a host outside of the play', '[{ template: { src: other, dest: "{{out}}" } }]', `${host}\n`],
  [
    'a template with an undefined variable for another family',
    '[{ template: { src: either, dest: "{{out}}" } }]',
    'deb\n',
  ],
  ['a file of tasks by a fact', '[{ include_tasks: "{{ansible_os_family}}.yml" }]', `${host}\n`],
  [
    'a fact in `guard`',
    '[{ block: [{ copy: { content: x, dest: "{{out}}" } }], guard: { seconds: "{{add ansible_processor_vcpus 20}}", undo: "echo {{ansible_hostname}}" } }]',
    'x',
  ],
  [
    'a template that is not there, behind a condition',
    '[{ template: { src: none, dest: "{{out}}" }, when: ansible_os_family == "RedHat" }]',
    undefined,
  ],
  [
    'a template of another family',
    '[{ template: { src: "{{ansible_os_family}}.conf", dest: "{{out}}" }, when: false }]',
    undefined,
  ],
  [
    'a broken template behind a condition',
    '[{ template: { src: broken, dest: "{{out}}" }, when: ansible_os_family == "RedHat" }]',
    undefined,
  ],
  [
    'a file that is not there, with a tag',
    '[{ copy: { src: none, dest: "{{out}}" }, tags: never }]',
    undefined,
  ],
  [
    'a file that is not there, in a block with `rescue`',
    '[{ block: [{ copy: { src: none, dest: "{{out}}" } }], rescue: [{ copy: { content: rescued, dest: "{{out}}" } }] }]',
    'rescued',
  ],
  [
    'a file that a task on the controller makes',
    '[{ copy: { content: made, dest: "{{playbook_dir}}/made" }, delegate_to: localhost }, { copy: { src: made, dest: "{{out}}" } }]',
    'made',
  ],
  [
    'a file that a command on the controller makes',
    '[{ command: { argv: [sh, -c, "mkdir -p files; echo x > files/made2"], chdir: "{{playbook_dir}}" }, delegate_to: localhost }, { copy: { src: made2, dest: "{{out}}" } }]',
    'x\n',
  ],
  [
    'a broken template that a task on the controller replaces',
    '[{ copy: { content: mended, dest: "{{playbook_dir}}/templates/to-mend" }, delegate_to: localhost }, { template: { src: to-mend, dest: "{{out}}" } }]',
    'mended',
  ],
  [
    'a partial that a command on the controller makes',
    '[{ command: { argv: [sh, -c, "cd templates; echo part > part"], chdir: "{{playbook_dir}}" }, delegate_to: localhost }, { template: { src: whole, dest: "{{out}}" } }]',
    'part\n',
  ],
  [
    'a file that `fetch` brings',
    '[{ copy: { content: f, dest: "{{out}}" } }, { fetch: { src: "{{out}}", dest: "{{playbook_dir}}/files/fetched", flat: true } }, { copy: { src: fetched, dest: "{{out}}" } }]',
    'f',
  ],
  [
    'a register of a command',
    '[{ command: echo hi, register: r }, { copy: { content: "{{r.stdout}}", dest: "{{out}}" }, when: r.rc == 0 }]',
    'hi',
  ],
  [
    'a result of a stat that decides',
    '[{ stat: { path: "{{out}}" }, register: s }, { copy: { content: new, dest: "{{out}}" }, when: "!s.stat.exists" }]',
    'new',
  ],
]

for (const [what, tasks, written, more = ''] of legal) {
  test(`${what} is not refused`, async () => {
    const { code, stdout, stderr } = await run(tasks, { more })
    assert.is(code, 0, stdout + stderr)
    let found: string | undefined
    try {
      found = readFileSync(out, 'utf8')
    } catch {
      found = undefined
    }
    assert.is(found, written)
  })
}

test('what may fail is told by --syntax-check, and a run tells of what is wrong wherever it is reached', async () => {
  const tasks =
    '[{ copy: { src: none, dest: "{{out}}" }, when: false }, { copy: { dst: "{{out}}" }, when: ansible_os_family == "RedHat" }, { debug: { msg: "{{nobody}}" }, tags: never }]'
  const checked = await run(tasks, { words: ['--syntax-check'] })
  assert.is(checked.code, 0)
  assert.match(checked.stderr, /^warning: there is no file `none`\n {2}at site\.yml:4:/)
  assert.match(checked.stderr, /\nwarning: `copy` has no param `dst`\n[\s\S]*did you mean `dest`\?/)
  assert.match(checked.stderr, /\nwarning: there is no variable `nobody`\n/)
  assert.match(checked.stderr, /\nthese tasks fail only on hosts that reach them\n$/)
  assert.match(checked.stdout, /no errors\n$/)
  const { code, stdout } = await run(tasks)
  assert.is(code, 0, stdout)
  assert.match(
    stdout,
    /warning: fails if a host reaches it: site\.yml:4:\d+: `copy` has no param `dst` \(did you mean `dest`\?\)\n/,
  )
  assert.not.match(stdout, /none|nobody/)
})

test('a host that is asked for its facts alone is told of', async () => {
  const { stdout } = await run('[{ debug: { msg: "{{hostvars.there.ansible_os_family}}" } }]', {
    words: ['--limit', 'here'],
  })
  assert.match(stdout, /gathering facts of there, which a task on here uses\n/)
})

test.run()
