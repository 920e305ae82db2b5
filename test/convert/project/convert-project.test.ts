import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Conversion, convertProject } from '../../../src/convert/project/convert-project.ts'

/** Converts the files of a project. */
function converted(files: Readonly<Record<string, string>>): Conversion & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'drover-convert-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return { ...convertProject(root), root }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function textsOf({ written }: Conversion): Record<string, string> {
  return Object.fromEntries(written.map(({ path, text }) => [path, text]))
}

/** The parts that were not converted, or were converted with a doubt, with their state and findings. */
function remarksOf({ reported, root }: Conversion & { readonly root: string }): string[] {
  return reported
    .filter(({ state }) => state !== 'converted')
    .flatMap(({ state, name, findings, place }) => [
      `${relative(root, place.file)}:${place.line} ${name}: ${state}`,
      ...findings.map(({ place: at, message }) => `  ${at.line}:${at.column} ${message}`),
    ])
}

const TASKS = `---
# Web server.
- name: packages   # all of them
  apt: name={{ item }} state=present
  with_items: [nginx, "{{ web_extra }}"]
  when: web_enabled and not ansible_check_mode

- template:
    src: site.conf.j2
    dest: '/etc/nginx/{{ web_name | lower }}.conf'
    mode: 0644
  register: written
- service: {name: nginx, state: restarted, enabled: yes}
  when:
    - written is changed
    - web_name != 'none'
`

const ROLE = {
  'site.yml': '- hosts: web\n  become: yes\n  roles: [web]\n',
  'hosts.yml': 'web:\n  hosts:\n    web1:\n',
  'roles/web/defaults/main.yml': 'web_enabled: yes\nweb_name: Main\nweb_extra: curl\nweb_ports: [80, 443]\n',
  'roles/web/meta/main.yml': 'galaxy_info:\n  author: me\n\ndependencies: []\n',
  'roles/web/tasks/main.yml': TASKS,
  'roles/web/templates/site.conf.j2':
    '{# ports #}\n{% for port in web_ports %}\nlisten {{ port }};\n{% endfor %}\nname {{ web_name }};\n',
}

test('a project is converted in place, and keeps its structure, comments and order', () => {
  const outcome = converted(ROLE)
  assert.equal(textsOf(outcome), {
    'site.yml': '- hosts: web\n  become: true\n  roles: [web]\n',
    'roles/web/defaults/main.yml':
      'web_enabled: true\nweb_name: Main\nweb_extra: curl\nweb_ports: [80, 443]\n',
    'roles/web/meta/main.yml': '# galaxy_info:\n#   author: me\n\ndependencies: []\n',
    'roles/web/tasks/main.yml': TASKS.replace(
      'web_enabled and not ansible_check_mode',
      'web_enabled && !ansible_check_mode',
    )
      .replace('site.conf.j2', 'site.conf.hbs')
      .replace('{{ web_name | lower }}', '{{lower web_name}}')
      .replace('enabled: yes', 'enabled: true')
      .replace('written is changed', 'written.changed')
      .replace("web_name != 'none'", 'web_name != "none"'),
    'roles/web/templates/site.conf.hbs':
      '{{!-- ports --}}\n{{#each web_ports as |port|}}\nlisten {{ port }};\n{{/each}}\nname {{ web_name }};\n',
    'drover.yml': '# No file is in the dialect of Ansible.\nansible: false\n',
  })
  assert.equal(remarksOf(outcome), [])
  assert.equal(outcome.playbooks, ['site.yml'])
  assert.equal(outcome.inventories, ['hosts.yml'])
})

test('a file with an expression that has no equivalent stays unchanged, and so do its templates', () => {
  const tasks = '- template: {src: a.conf.j2, dest: /a}\n- debug: {msg: "{{ web_ports | map(\'title\') }}"}\n'
  const outcome = converted({
    ...ROLE,
    'roles/web/tasks/main.yml': tasks,
    'roles/web/templates/a.conf.j2': 'a {{ web_name }}\n',
  })
  const { 'drover.yml': settings, ...texts } = textsOf(outcome)
  assert.equal(Object.keys(texts), ['roles/web/defaults/main.yml', 'roles/web/meta/main.yml', 'site.yml'])
  assert.is(
    settings,
    '# These files are in the dialect of Ansible; all others are in Drover\'s own language.\nansible:\n  - "roles/web/tasks/main.yml"\n',
  )
  assert.equal(remarksOf(outcome), [
    'roles/web/templates/a.conf.j2:1 roles/web/templates/a.conf.j2: left as it is',
    '  1:1 `roles/web/tasks/main.yml` uses it and stays unchanged',
    'roles/web/templates/site.conf.j2:1 roles/web/templates/site.conf.j2: left as it is',
    '  1:1 no task uses it',
    'roles/web/tasks/main.yml:1 template: left as it is',
    'roles/web/tasks/main.yml:2 debug: left as it is',
    '  2:16 the filter `title` has no equivalent in Drover',
  ])
})

const KEPT_NAMES: readonly (readonly [
  why: string,
  tasks: string,
  files?: Readonly<Record<string, string>>,
])[] = [
  [
    'a variable names it',
    '- template: {src: "{{ web_template }}", dest: /a}\n- template: {src: a.j2, dest: /b}\n',
    { 'group_vars/all.yml': 'web_template: a.j2\n' },
  ],
  [
    'its name is made in a run',
    '- template: {src: "{{ item }}.j2", dest: /a}\n  loop: [a]\n- template: {src: a.j2, dest: /b}\n',
  ],
  [
    'another template includes it',
    '- template: {src: a.j2, dest: /a}\n',
    { 'templates/b.j2': '{% include "a.j2" %}\n' },
  ],
  [
    'a loop looks for all',
    '- template: {src: "{{ item }}", dest: /a}\n  with_fileglob: ["templates/*.j2"]\n- template: {src: a.j2, dest: /b}\n',
  ],
]

for (const [why, tasks, files = {}] of KEPT_NAMES)
  test(`a template keeps its name if ${why}`, () => {
    const outcome = converted({
      'site.yml': `- hosts: all\n  tasks:\n${tasks.replace(/^/gm, '    ')}`.trimEnd(),
      'templates/a.j2': 'x {{ inventory_hostname }}\n',
      ...files,
    })
    assert.is(textsOf(outcome)['templates/a.hbs'], undefined)
    const [template] = outcome.reported.filter(({ name }) => name === 'templates/a.j2')
    assert.equal(
      template?.findings.map(({ message }) => message),
      ['its name occurs outside of a task `template`, or is computed during a run'],
    )
  })

test('a task type and a filter that Drover does not have are reported as not possible', () => {
  const outcome = converted({
    'site.yml': '- hosts: all\n  tasks:\n    - composer: {name: a}\n    - debug: {msg: "{{ a | jc(1) }}"}\n',
  })
  assert.equal(remarksOf(outcome), [
    'site.yml:1 all: left as it is',
    'site.yml:3 composer: not possible',
    '  3:7 there is no task type `composer` in Drover: use `command` with `unless`, or write a task type of your own in `tasks/`',
    'site.yml:4 debug: not possible',
    '  4:20 there is no filter `jc` in Drover',
  ])
})

test('doubts in files of variables are reported with their places', () => {
  const outcome = converted({ 'group_vars/all.yml': 'a: 1\nb: "{{ a + 1 }}"\nc: "v{{ d }}"\n' })
  assert.is(textsOf(outcome)['group_vars/all.yml'], 'a: 1\nb: !expr "a + 1"\nc: "v{{ d }}"\n')
  assert.equal(remarksOf(outcome), [
    'group_vars/all.yml:1 variables: converted with a doubt',
    '  2:4 a number stays a number here, and becomes text in Ansible',
    '  3:4 `d` may be anything, which Python writes in its own way',
  ])
})

const VALUES: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'a literal block',
    'a: |\n  x {{ n }}\n  {% if f %}\n  y\n  {% endif %}\nb: 1\n',
    'a: |\n  x {{ n }}\n  {{#if f}}\n  y\n  {{/if}}\nb: 1\n',
  ],
  ['a folded block', 'a: >-\n  {{ n | upper }}\n  and more\nb: 1\n', 'a: >-\n  {{upper n}} and more\nb: 1\n'],
  ['single quotes', 'a: \'{{ n | default("x") }} y\'\n', 'a: "{{default n \'x\'}} y"\n'],
  ['a flow list', 'a: [x, "{{ n | lower }}"] # why\n', 'a: [x, "{{lower n}}"] # why\n'],
  ['words of YAML 1.1', 'a: [yes, No, on, "yes"]\n', 'a: [true, false, true, "yes"]\n'],
  [
    'a secret',
    'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3061\nb: no\n',
    'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3061\nb: false\n',
  ],
]

for (const [what, before, after] of VALUES)
  test(`conversion keeps the YAML style of ${what}`, () => {
    const outcome = converted({
      'group_vars/all/main.yml': before,
      'group_vars/all/n.yml': 'n: web\nf: true\n',
    })
    assert.is(textsOf(outcome)['group_vars/all/main.yml'], after)
  })

test('YAML that only PyYAML can read stays unchanged', () => {
  const outcome = converted({ 'group_vars/all.yml': 'a: 1\na: 2\n' })
  assert.equal(outcome.left, ['group_vars/all.yml'])
  assert.equal(remarksOf(outcome), [
    'group_vars/all.yml:1 all.yml: left as it is',
    '  1:1 the key `a` occurs twice',
  ])
})

test.run()
