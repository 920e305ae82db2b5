import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'import_tasks: conditions and tags go to each task': `
tasks:
  - { import_tasks: two.yml, when: inventory_hostname != "a" }
`,
    'include_tasks: the condition is for the include': `
tasks:
  - { name: s, set_fact: { go_i: true } }
  - { include_tasks: flips.yml, when: go_i }
`,
    'import_tasks: the condition is evaluated by each task': `
tasks:
  - { name: s, set_fact: { go_i: true } }
  - { import_tasks: flips.yml, when: go_i }
`,
    'vars of an include': `
tasks:
  - { include_tasks: said.yml, vars: { what: given } }
  - { name: u, debug: { msg: "{{ what | default('gone') }}" } }
`,
    'vars of an import': `
tasks:
  - { import_tasks: said.yml, vars: { what: given } }
  - { name: u, debug: { msg: "{{ what | default('gone') }}" } }
`,
    'vars of an include over set_fact, those of an import not': `
tasks:
  - { name: s, set_fact: { what: fact } }
  - { include_tasks: said.yml, vars: { what: given } }
  - { import_tasks: said.yml, vars: { what: given } }
`,
    apply: `
tasks:
  - include_tasks: { file: said.yml, apply: { vars: { what: applied }, when: inventory_hostname == "b" } }
`,
    'a file whose name is a variable': `
tasks:
  - { include_tasks: "{{ group_names[0] }}_tasks.yml" }
`,
    'includes in includes': `
tasks:
  - { include_tasks: deep.yml, vars: { what: outer } }
`,
    'a failure in an include, rescued': `
tasks:
  - block:
      - include_tasks: fails.yml
    rescue:
      - { name: r, debug: { msg: "{{ ansible_failed_task.name }}" } }
`,
    'a failing include leaves the host': `
tasks:
  - include_tasks: fails.yml
  - { name: u, debug: { msg: after } }
`,
    'an include that registers': `
tasks:
  - { include_tasks: said.yml, vars: { what: x }, register: inc }
  - { name: u, debug: { msg: "{{ inc.include }} {{ inc.changed }} {{ inc.include_args }}" } }
`,
    'an include with a loop that registers': `
tasks:
  - { include_tasks: said.yml, vars: { what: "{{ item }}" }, loop: [1, 2], register: inc }
  - { name: u, debug: { msg: "{{ inc.results | map(attribute='item') | list }} {{ inc.msg }} {{ inc.skipped }}" } }
`,
    'an include that is left out registers': `
tasks:
  - { include_tasks: said.yml, when: false, register: inc }
  - { name: u, debug: { msg: "{{ inc.skipped }} {{ inc.skip_reason }}" } }
`,
    'an include_role that registers': `
tasks:
  - { include_role: { name: simple }, register: inc }
  - { name: u, debug: { msg: "{{ inc.include_args }}" } }
`,
    'a role: defaults, vars, params': `
roles:
  - { role: levels, p: param }
`,
    'a role: params over vars': `
roles:
  - { role: levels, v: param }
`,
    'a role: vars of the play over defaults, not over vars': `
vars: { d: play, v: play }
roles: [levels]
`,
    'vars of a role in roles are seen by tasks after it': `
roles: [levels]
tasks:
  - { name: u, debug: { msg: "{{ v }} {{ d }}" } }
`,
    'vars of an included role are not': `
tasks:
  - include_role: { name: levels }
  - { name: u, debug: { msg: "{{ v | default('no') }} {{ d | default('no') }}" } }
`,
    'vars of an included role that is public': `
tasks:
  - include_role: { name: levels, public: true }
  - { name: u, debug: { msg: "{{ v | default('no') }} {{ d | default('no') }}" } }
`,
    'tasks_from, vars_from, defaults_from': `
tasks:
  - include_role: { name: levels, tasks_from: other, vars_from: other, defaults_from: other }
`,
    'dependencies run before the role': `
roles: [dependent]
`,
    'dependencies run once': `
roles: [dependent, { role: dependent2 }]
`,
    'the same role twice runs once': `
roles: [simple, simple]
`,
    'the same role with other params runs again': `
roles: [{ role: levels, p: 1 }, { role: levels, p: 2 }]
`,
    allow_duplicates: `
roles: [dup, dup]
`,
    'include_role in a loop': `
tasks:
  - include_role: { name: levels }
    loop: [1, 2]
    vars: { p: "{{ item }}" }
`,
    'include_role with a condition': `
tasks:
  - include_role: { name: simple }
    when: inventory_hostname == "c"
`,
    'import_role with a condition': `
tasks:
  - import_role: { name: simple }
    when: inventory_hostname == "c"
`,
    'a role before tasks, and pre_tasks before roles': `
pre_tasks: [{ name: pre, debug: { msg: pre } }]
roles: [simple]
tasks: [{ name: main, debug: { msg: main } }]
`,
    'names in a role': `
roles: [names]
`,
    'names in a role that a role includes': `
roles: [includes]
`,
    'files and templates of a role': `
roles: [files]
`,
    'a role that fails, rescued': `
tasks:
  - block:
      - import_role: { name: failing }
    rescue:
      - { name: r, debug: { msg: "{{ ansible_failed_task.name }}" } }
`,
    'vars of a role in a dependency': `
roles: [parent_vars]
`,
    'set_fact in a role is seen by all': `
roles: [sets]
tasks:
  - { name: u, debug: { msg: "{{ set_in_role }}" } }
`,
    'tags of roles and tasks without --tags': `
roles: [{ role: simple, tags: [one] }]
tasks:
  - { name: never, debug: { msg: never }, tags: never }
  - { name: always, debug: { msg: always }, tags: always }
`,
    'include_role with apply': `
tasks:
  - include_role: { name: levels, apply: { vars: { p: applied } } }
`,
    'run_once on an include': `
tasks:
  - { include_tasks: said.yml, vars: { what: "{{ inventory_hostname }}" }, run_once: true }
`,
    'run_once on an include: its tasks and what they set are for the first host': `
tasks:
  - { include_tasks: sets_once.yml, run_once: true, vars: { name: once_i }, register: once_inc }
  - { name: u, debug: { msg: "{{ once_i | default('no') }} {{ once_i_r.msg | default('no') }} {{ once_inc.include }}" } }
`,
    'run_once on an include_role': `
tasks:
  - { include_role: { name: sets_once }, run_once: true, vars: { name: once_r } }
  - { name: u, debug: { msg: "{{ once_r | default('no') }} {{ once_r_r.msg | default('no') }}" } }
`,
    'run_once in apply, and on a block around an include, goes to the tasks': `
tasks:
  - { include_tasks: { file: sets_once.yml, apply: { run_once: true } }, vars: { name: once_a } }
  - run_once: true
    block:
      - { include_tasks: sets_once.yml, vars: { name: once_b } }
  - { name: u, debug: { msg: "{{ once_a }} {{ once_b }} {{ once_b_r.msg }}" } }
`,
    'run_once on an import goes to the tasks': `
tasks:
  - { import_tasks: sets_once.yml, run_once: true, vars: { name: once_p } }
  - { name: u, debug: { msg: "{{ once_p }}" } }
`,
    'run_once on an include with a loop and a condition that is false on the first host': `
tasks:
  - { include_tasks: "{{ item }}", loop: [two.yml], run_once: true, when: inventory_hostname != "a" }
  - { name: u, debug: { msg: x } }
`,
    'run_once on an include: a failure in it is of the first host': `
tasks:
  - { include_tasks: fails.yml, run_once: true }
  - { name: u, debug: { msg: after } }
`,
    'a role in a block with vars': `
tasks:
  - vars: { p: block }
    block:
      - import_role: { name: levels }
`,
    'first_found as the name of an include': `
tasks:
  - include_tasks: "{{ item }}"
    vars: { what: found }
    with_first_found: [none.yml, said.yml, two.yml]
`,
  },
  {
    files: {
      'sets_once.yml': `
- { name: sets, set_fact: { "{{ name }}": "{{ inventory_hostname }}" } }
- { name: registers, debug: { msg: "{{ inventory_hostname }}" }, register: said_once }
- { name: keeps, set_fact: { "{{ name }}_r": "{{ said_once }}" } }
`.trimStart(),
      'roles/sets_once/tasks/main.yml': `
- { name: sets, set_fact: { "{{ name }}": "{{ inventory_hostname }}" } }
- { name: registers, debug: { msg: "{{ inventory_hostname }}" }, register: said_role }
- { name: keeps, set_fact: { "{{ name }}_r": "{{ said_role }}" } }
`.trimStart(),
      'two.yml': `
- { name: one, debug: { msg: one } }
- { name: two, debug: { msg: two } }
`.trimStart(),
      'flips.yml': `
- { name: flip, set_fact: { go_i: false } }
- { name: after flip, debug: { msg: still } }
`.trimStart(),
      'said.yml': `
- { name: inside, debug: { msg: "{{ what | default('none') }}" } }
`.trimStart(),
      'web_tasks.yml': `
- { name: of web, debug: { msg: web } }
`.trimStart(),
      'db_tasks.yml': `
- { name: of db, debug: { msg: db } }
`.trimStart(),
      'deep.yml': `
- { include_tasks: said.yml }
- { include_tasks: said.yml, vars: { what: inner } }
- { include_tasks: said.yml }
`.trimStart(),
      'fails.yml': `
- { name: fails, fail: { msg: no }, when: inventory_hostname == "a" }
- { name: goes on, debug: { msg: x } }
`.trimStart(),
      'roles/simple/tasks/main.yml': `
- { name: simple, debug: { msg: simple } }
`.trimStart(),
      'roles/levels/defaults/main.yml': `
d: default
v: default
p: default
`.trimStart(),
      'roles/levels/defaults/other.yml': `
d: other default
v: other default
p: other default
`.trimStart(),
      'roles/levels/vars/main.yml': `
v: var
`.trimStart(),
      'roles/levels/vars/other.yml': `
v: other var
`.trimStart(),
      'roles/levels/tasks/main.yml': `
- { name: levels, debug: { msg: "{{ d }} {{ v }} {{ p }}" } }
`.trimStart(),
      'roles/levels/tasks/other.yml': `
- { name: other, debug: { msg: "{{ d }} {{ v }} {{ p }}" } }
`.trimStart(),
      'roles/dependent/meta/main.yml': `
dependencies: [simple]
`.trimStart(),
      'roles/dependent/tasks/main.yml': `
- { name: dependent, debug: { msg: x } }
`.trimStart(),
      'roles/dependent2/meta/main.yml': `
dependencies: [simple, { role: levels, p: from meta }]
`.trimStart(),
      'roles/dependent2/tasks/main.yml': `
- { name: dependent2, debug: { msg: x } }
`.trimStart(),
      'roles/dup/meta/main.yml': `
allow_duplicates: true
`.trimStart(),
      'roles/dup/tasks/main.yml': `
- { name: dup, debug: { msg: x } }
`.trimStart(),
      'roles/names/tasks/main.yml': `
- { name: names, debug: { msg: "{{ role_name }} {{ ansible_role_name }} {{ ansible_parent_role_names | default([]) }} {{ ansible_play_role_names }}" } }
`.trimStart(),
      'roles/includes/tasks/main.yml': `
- include_role: { name: names }
`.trimStart(),
      'roles/files/files/text': `
of the role
`.trimStart(),
      'roles/files/templates/t.j2': `
rendered {{ inventory_hostname }}
`.trimStart(),
      'roles/files/tasks/main.yml': `
- { name: files, debug: { msg: "{{ lookup('file', 'text') }} {{ lookup('template', 't.j2') | trim }}" } }
`.trimStart(),
      'roles/failing/tasks/main.yml': `
- { name: fails in role, fail: { msg: no } }
`.trimStart(),
      'roles/parent_vars/meta/main.yml': `
dependencies: [child_vars]
`.trimStart(),
      'roles/parent_vars/vars/main.yml': `
shared_p: of the parent
`.trimStart(),
      'roles/parent_vars/tasks/main.yml': `
- { name: parent, debug: { msg: "{{ shared_p }}" } }
`.trimStart(),
      'roles/child_vars/defaults/main.yml': `
shared_p: of the child
`.trimStart(),
      'roles/child_vars/tasks/main.yml': `
- { name: child, debug: { msg: "{{ shared_p }}" } }
`.trimStart(),
      'roles/sets/tasks/main.yml': `
- { name: sets, set_fact: { set_in_role: yes it is } }
`.trimStart(),
    },
  },
)

test.run()
