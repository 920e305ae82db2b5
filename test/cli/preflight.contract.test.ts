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

/** Valid plays with the real task types on this machine, and what they write. */
const legal: [what: string, tasks: string, written: string | undefined, more?: string][] = [
  ['a fact in a template', '[{ template: { src: name, dest: "{{out}}" } }]', `${host}\n`],
  [
    'a fact in a template, gathered at the start',
    '[{ template: { src: name, dest: "{{out}}" } }]',
    `${host}\n`,
    'gather_facts: true',
  ],
  [
    'a fact in a variable that a template uses',
    '[{ template: { src: behind, dest: "{{out}}" }, vars: { who: "{{facts.hostname}}" } }]',
    `${host}\n`,
  ],
  ['a fact of a host outside the play', '[{ template: { src: other, dest: "{{out}}" } }]', `${host}\n`],
  [
    'a template with an undefined variable for another family',
    '[{ template: { src: either, dest: "{{out}}" } }]',
    'deb\n',
  ],
  ['a task file whose name contains a fact', '[{ include_tasks: "{{ansible_os_family}}.yml" }]', `${host}\n`],
  [
    'a fact in `guard`',
    '[{ block: [{ copy: { content: x, dest: "{{out}}" } }], guard: { seconds: "{{add ansible_processor_vcpus 20}}", undo: "echo {{ansible_hostname}}" } }]',
    'x',
  ],
  [
    'a missing template with a false condition',
    '[{ template: { src: none, dest: "{{out}}" }, when: ansible_os_family == "RedHat" }]',
    undefined,
  ],
  [
    'a missing template for another OS family',
    '[{ template: { src: "{{ansible_os_family}}.conf", dest: "{{out}}" }, when: false }]',
    undefined,
  ],
  [
    'a broken template with a false condition',
    '[{ template: { src: broken, dest: "{{out}}" }, when: ansible_os_family == "RedHat" }]',
    undefined,
  ],
  ['a missing file, with a tag', '[{ copy: { src: none, dest: "{{out}}" }, tags: never }]', undefined],
  [
    'a missing file, in a block with `rescue`',
    '[{ block: [{ copy: { src: none, dest: "{{out}}" } }], rescue: [{ copy: { content: rescued, dest: "{{out}}" } }] }]',
    'rescued',
  ],
  [
    'a file that a task on the controller creates',
    '[{ copy: { content: made, dest: "{{playbook_dir}}/made" }, delegate_to: localhost }, { copy: { src: made, dest: "{{out}}" } }]',
    'made',
  ],
  [
    'a file that a command on the controller creates',
    '[{ command: { argv: [sh, -c, "mkdir -p files; echo x > files/made2"], chdir: "{{playbook_dir}}" }, delegate_to: localhost }, { copy: { src: made2, dest: "{{out}}" } }]',
    'x\n',
  ],
  [
    'a broken template that a task on the controller replaces',
    '[{ copy: { content: mended, dest: "{{playbook_dir}}/templates/to-mend" }, delegate_to: localhost }, { template: { src: to-mend, dest: "{{out}}" } }]',
    'mended',
  ],
  [
    'a partial that a command on the controller creates',
    '[{ command: { argv: [sh, -c, "cd templates; echo part > part"], chdir: "{{playbook_dir}}" }, delegate_to: localhost }, { template: { src: whole, dest: "{{out}}" } }]',
    'part\n',
  ],
  [
    'a file that `fetch` creates',
    '[{ copy: { content: f, dest: "{{out}}" } }, { fetch: { src: "{{out}}", dest: "{{playbook_dir}}/files/fetched", flat: true } }, { copy: { src: fetched, dest: "{{out}}" } }]',
    'f',
  ],
  [
    'a registered result of a command',
    '[{ command: echo hi, register: r }, { copy: { content: "{{r.stdout}}", dest: "{{out}}" }, when: r.rc == 0 }]',
    'hi',
  ],
  [
    'a condition on a result of `stat`',
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

test('`--syntax-check` warns of tasks that may fail, and a run fails only if it reaches them', async () => {
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

test('gathering the facts of a host outside the play is reported', async () => {
  const { stdout } = await run('[{ debug: { msg: "{{hostvars.there.ansible_os_family}}" } }]', {
    words: ['--limit', 'here'],
  })
  assert.match(stdout, /gathering facts of there, which a task on here uses\n/)
})

test.run()
