import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'group, host and all of the inventory': `
tasks:
  - { name: said, debug: { msg: "{{ level }} {{ of_all }} {{ of_web | default(1) }} {{ of_db | default(2) }}" } }
`,
    'vars of the play over the inventory': `
vars: { level: play }
tasks:
  - { name: said, debug: { msg: "{{ level }}" } }
`,
    'vars_files over vars': `
vars: { level: play }
vars_files: [f1.yml]
tasks:
  - { name: said, debug: { msg: "{{ level }}" } }
`,
    'a later file over an earlier one': `
vars_files: [f1.yml, f2.yml]
tasks:
  - { name: said, debug: { msg: "{{ level }} {{ only1 }}" } }
`,
    'the first file of a list that exists': `
vars_files: [[none.yml, f2.yml, f1.yml]]
tasks:
  - { name: said, debug: { msg: "{{ level }}" } }
`,
    'vars_files with a variable of the host': `
vars_files: ["{{ group_names[0] }}.yml"]
tasks:
  - { name: said, debug: { msg: "{{ own_file }}" } }
`,
    'include_vars over vars_files': `
vars_files: [f1.yml]
tasks:
  - { name: t, include_vars: f2.yml }
  - { name: said, debug: { msg: "{{ level }}" } }
`,
    'set_fact over include_vars': `
tasks:
  - { name: u, set_fact: { two_l: fact } }
  - { name: t, include_vars: two.yml }
  - { name: said, debug: { msg: "{{ two_l }}" } }
`,
    'vars of a task over those of the play': `
vars: { level: play }
tasks:
  - { name: t, debug: { msg: "{{ level }}" }, vars: { level: task } }
  - { name: said, debug: { msg: "{{ level }}" } }
`,
    'set_fact over vars of a task': `
tasks:
  - { name: u, set_fact: { sf: fact } }
  - { name: t, debug: { msg: "{{ sf }}" }, vars: { sf: task } }
`,
    'registered results over vars of a task': `
tasks:
  - { name: u, command: echo reg, register: rg, changed_when: false }
  - { name: t, debug: { msg: "{{ rg.stdout | default(rg) }}" }, vars: { rg: task } }
`,
    'include_vars with a name': `
tasks:
  - { name: t, include_vars: { file: f1.yml, name: inside } }
  - { name: said, debug: { msg: "{{ inside.level }} {{ level }}" } }
`,
    'include_vars of a folder': `
tasks:
  - { name: t, include_vars: { dir: folder } }
  - { name: said, debug: { msg: "{{ in_a }} {{ in_b }} {{ both_f }}" } }
`,
    'include_vars of a folder, filtered': `
tasks:
  - { name: t, include_vars: { dir: folder, files_matching: "b.*", name: some } }
  - { name: said, debug: { msg: "{{ some }}" } }
`,
    'variables that refer to each other': `
vars: { one: "{{ two }}!", two: "{{ three }}?", three: 3 }
tasks:
  - { name: said, debug: { msg: "{{ one }}" } }
`,
    'set_fact keeps the value, vars follow': `
vars: { base_v: "{{ n_v | default(0) }}" }
tasks:
  - { name: t, set_fact: { kept_v: "{{ base_v }}" } }
  - { name: u, set_fact: { n_v: 5 } }
  - { name: said, debug: { msg: "{{ kept_v }} {{ base_v }}" } }
`,
    'types that set_fact keeps': `
tasks:
  - { name: t, set_fact: { i1: 1, s1: "1", b1: true, l1: [1], d1: { a: 1 }, n1: null } }
  - { name: said, debug: { msg: "{{ i1 is integer }} {{ s1 is string }} {{ b1 is boolean }} {{ l1 | type_debug }} {{ d1 is mapping }} {{ n1 is none }}" } }
`,
    'hostvars of another host': `
tasks:
  - { name: said, debug: { msg: "{{ hostvars['c'].of_db }} {{ hostvars['a'].level }} {{ hostvars.b.inventory_hostname }}" } }
`,
    'hostvars see facts that were set there': `
tasks:
  - { name: t, set_fact: { mine_h: "of {{ inventory_hostname }}" } }
  - { name: said, debug: { msg: "{{ hostvars['b'].mine_h }}" } }
`,
    'groups and group_names': `
tasks:
  - { name: said, debug: { msg: "{{ groups.web }} {{ groups['all'] | sort }} {{ group_names }} {{ groups.keys() | sort }}" } }
`,
    'names of plays and hosts': `
tasks:
  - { name: said, debug: { msg: "{{ ansible_play_name }} {{ ansible_play_hosts }} {{ ansible_play_batch }} {{ inventory_hostname_short }}" } }
`,
    'play hosts after a failure': `
tasks:
  - { name: t, fail: { msg: no }, when: inventory_hostname == "b" }
  - { name: said, debug: { msg: "{{ ansible_play_hosts }} {{ ansible_play_hosts_all }}" } }
`,
    'batches of serial': `
serial: 2
tasks:
  - { name: said, debug: { msg: "{{ ansible_play_batch }} {{ ansible_play_hosts }}" } }
`,
    'sizes of serial that grow': `
serial: [1, "100%"]
tasks:
  - { name: said, debug: { msg: "{{ ansible_play_batch }}" } }
`,
    'omit leaves out a param': `
tasks:
  - { name: t, debug: { msg: "{{ not_set | default(omit) }}" } }
`,
    'default with false values': `
vars: { e: "", z: 0 }
tasks:
  - { name: said, debug: { msg: "{{ e | default('d') }} {{ e | default('d', true) }} {{ z | default(9, true) }}" } }
`,
    'vars lookups by name': `
vars: { x_1: one, which: x_1 }
tasks:
  - { name: said, debug: { msg: "{{ lookup('vars', which) }} {{ vars[which] }} {{ lookup('vars', 'none_such', default='d') }}" } }
`,
    varnames: `
vars: { pre_a: 1, pre_b: 2 }
tasks:
  - { name: said, debug: { msg: "{{ lookup('varnames', '^pre_.+').split(',') | sort }}" } }
`,
    'environment of a command': `
environment: { A: play, B: play }
tasks:
  - { name: t, command: "sh -c 'echo $A $B $C'", environment: { B: task, C: "{{ inventory_hostname }}" }, register: r, changed_when: false }
  - { name: said, debug: { msg: "{{ r.stdout }}" } }
`,
    'environment of a block': `
tasks:
  - environment: { A: block }
    block:
      - { name: t, command: "sh -c 'echo $A $B'", environment: { B: task }, register: r, changed_when: false }
  - { name: said, debug: { msg: "{{ r.stdout }}" } }
`,
    'delegate_to keeps the variables of the host': `
tasks:
  - { name: t, command: "echo {{ inventory_hostname }}", delegate_to: c, register: r, changed_when: false }
  - { name: said, debug: { msg: "{{ r.stdout }}" } }
`,
    delegate_facts: `
tasks:
  - { name: t, set_fact: { df_x: "by {{ inventory_hostname }}" }, delegate_to: c, delegate_facts: true, run_once: true }
  - { name: said, debug: { msg: "{{ hostvars.c.df_x }} {{ df_x | default('none') }}" } }
`,
    group_by: `
tasks:
  - { group_by: { key: "k_{{ group_names[0] }}" } }
  - { name: said, debug: { msg: "{{ groups.k_web | default([]) }} {{ groups.k_db }}" } }
`,
    'a play on a group that group_by made': `
hosts: k_web
tasks:
  - { name: said, debug: { msg: "{{ inventory_hostname }}" } }
`,
    'a pattern of hosts': `
hosts: "all:!web"
tasks:
  - { name: said, debug: { msg: "{{ inventory_hostname }}" } }
`,
    'an intersection of hosts': `
hosts: "web:&a"
tasks:
  - { name: said, debug: { msg: "{{ inventory_hostname }}" } }
`,
    'the order of hosts': `
order: reverse_inventory
serial: 1
tasks:
  - { name: said, debug: { msg: "{{ ansible_play_batch }}" } }
`,
    module_defaults: `
module_defaults: { debug: { msg: by default } }
tasks:
  - { name: t, debug: {} }
  - { name: u, debug: { msg: own } }
`,
    'module_defaults of a block': `
module_defaults: { debug: { msg: play } }
tasks:
  - module_defaults: { debug: { msg: block } }
    block:
      - { name: t, debug: {} }
  - { name: u, debug: {} }
`,
    'extra variables over all': `
vars: { ev: play }
tasks:
  - { name: t, set_fact: { ev: fact } }
  - { name: u, debug: { msg: "{{ ev }}" }, vars: { ev: task } }
`,
    'local_action and action': `
tasks:
  - { name: t, local_action: "command echo {{ inventory_hostname }}", register: r, changed_when: false }
  - { name: u, action: { module: debug, msg: "{{ r.stdout }}" } }
`,
    'args beside a free form': `
tasks:
  - name: t
    command: pwd
    args: { chdir: / }
    register: r
    changed_when: false
  - { name: said, debug: { msg: "{{ r.stdout }}" } }
`,
    'key=value params': `
tasks:
  - name: t
    debug: msg="a b {{ of_all }}"
  - name: u
    command: echo "x y" chdir=/
    register: r
    changed_when: false
  - { name: said, debug: { msg: "{{ r.stdout }} {{ r.cmd }}" } }
`,
    'tests of results': `
tasks:
  - { name: t, command: "false", register: r, ignore_errors: true }
  - { name: u, debug: { msg: x }, when: false, register: s }
  - { name: said, debug: { msg: "{{ r is failed }} {{ r is succeeded }} {{ r is changed }} {{ s is skipped }} {{ r is defined }} {{ zzz is undefined }}" } }
`,
    'conditions with and, or, in': `
tasks:
  - { name: t, debug: { msg: x }, when: "inventory_hostname in ['a', 'b'] and (of_web is defined or of_db is defined)" }
  - { name: u, debug: { msg: x }, when: [inventory_hostname != "a", not (of_db is defined)] }
`,
    'a bare variable as a condition': `
vars: { yes_v: true, text_v: "inventory_hostname == 'b'" }
tasks:
  - { name: t, debug: { msg: x }, when: yes_v }
  - { name: u, debug: { msg: x }, when: not yes_v }
  - { name: w, debug: { msg: x }, when: text_v }
`,
    'yes and no as flags': `
vars: { y: yes, n: no }
tasks:
  - { name: t, debug: { msg: "{{ y }} {{ n }}" }, ignore_errors: yes }
`,
    'what a command registers': `
tasks:
  - { name: t, command: "printf 'one\\\\n\\\\ntwo\\\\n'", register: r, changed_when: false }
  - { name: said, debug: { msg: "{{ r.stdout_lines }} {{ r.rc }} {{ r.stderr_lines }} {{ r.cmd }} {{ r.changed }} {{ r.failed }}" } }
`,
    'what creates registers': `
tasks:
  - { name: t, command: { cmd: echo x, creates: / }, register: r }
  - { name: said, debug: { msg: "{{ r.changed }} {{ r.rc }} {{ r.stdout }}" } }
`,
    'what stat registers': `
tasks:
  - { name: t, stat: { path: / }, register: r }
  - { name: u, stat: { path: /none }, register: s }
  - { name: said, debug: { msg: "{{ r.stat.exists }} {{ r.stat.isdir }} {{ s.stat.exists }}" } }
`,
    'a task with check_mode': `
tasks:
  - { name: t, command: echo x, check_mode: true, register: r }
  - { name: said, debug: { msg: "{{ r.skipped | default(false) }} {{ r.changed }}" } }
`,
  },
  {
    files: {
      'f1.yml': `
level: f1
only1: only
`.trimStart(),
      'f2.yml': `
level: f2
`.trimStart(),
      'web.yml': `
own_file: of web
`.trimStart(),
      'db.yml': `
own_file: of db
`.trimStart(),
      'two.yml': `
two_l: included
`.trimStart(),
      'folder/a.yml': `
in_a: 1
both_f: a
`.trimStart(),
      'folder/b.yml': `
in_b: 2
both_f: b
`.trimStart(),
    },
    args: ['-e', 'ev=extra'],
  },
)

testPlays({
  'a variable made of what does not exist does not exist either': `
hosts: a
vars:
  direct: "{{ nowhere }}"
  in_text: "a {{ nowhere }} b"
  of_filter: "{{ nowhere | upper }}"
  of_key: "{{ known.b.c }}"
  in_map: { a: "{{ nowhere }}", b: 2 }
  twice: "{{ direct }}"
  known: { a: 1 }
tasks:
  - { name: default, debug: { msg: "{{ [direct | default(1), in_text | default(2), of_filter | default(3), of_key | default(4), twice | default(5)] }}" } }
  - { name: in a map, debug: { msg: "{{ in_map.b | default('none') }} {{ in_map is defined }}" } }
  - { name: of a host, debug: { msg: "{{ hostvars[inventory_hostname].direct | default('none') }}" } }
  - { name: of a task, debug: { msg: "{{ own | default('none') }}" }, vars: { own: "{{ nowhere }}" } }
  - { name: defined, debug: { msg: no }, when: direct is defined }
  - { name: not defined, debug: { msg: yes }, when: twice is not defined }
  - { name: not read, debug: { msg: "{{ true or direct }} {{ direct if false else 'else' }}" } }
  - { name: loop, debug: { msg: "{{ item }}" }, loop: "{{ direct | default([1]) }}" }
  - { name: used, debug: { msg: "{{ of_filter }}" }, ignore_errors: true, register: r }
  - { name: message, debug: { msg: "{{ r.msg is search('is undefined') }}" } }
`,
})

testPlays({
  'facts that set_fact sets': `
hosts: a
tasks:
  - { name: set, set_fact: { cacheable: true, ansible_kind: x, color: red } }
  - { name: are facts, debug: { msg: "{{ ansible_facts.kind }} {{ ansible_kind }} {{ ansible_facts.color }} {{ color }} {{ ansible_facts | dict2items | length }}" } }
  - { name: plain, set_fact: { color: blue, size: 1 } }
  - { name: stay, debug: { msg: "{{ ansible_facts.color }} {{ color }} {{ ansible_facts.size | default('none') }}" } }
  - { name: in loops, set_fact: { "{{ item }}": 1, cacheable: "{{ true }}" }, loop: [u, v] }
  - { name: looped, debug: { msg: "{{ ansible_facts.u }} {{ ansible_facts.v }}" } }
  - { name: of others, set_fact: { cacheable: yes, theirs: 3 }, delegate_to: b, delegate_facts: true }
  - { name: told, debug: { msg: "{{ hostvars.b.ansible_facts.theirs }} {{ ansible_facts.theirs | default('none') }}" } }
  - meta: clear_facts
  - { name: gone, debug: { msg: "{{ ansible_facts.color | default('none') }} {{ color }}" } }
`,
  'a host that add_host adds with the Python of the controller': `
hosts: a
tasks:
  - add_host: { name: new, ansible_connection: local, ansible_python_interpreter: "{{ ansible_playbook_python }}" }
  - { name: t, command: echo x, delegate_to: new, changed_when: false, register: r }
  - { name: said, debug: { msg: "{{ r.stdout }} {{ ansible_playbook_python is search('python') }}" } }
`,
})

testPlays(
  {
    'the setting ansible_managed': `
hosts: a
vars: { ansible_managed: mine }
tasks:
  - { name: lookup, debug: { msg: "{{ lookup('template', 'managed.j2') is match('As .+ [0-9]{4} managed.j2. str True .+/managed.j2 datetime')}}" } }
  - { name: template, template: { src: managed.j2, dest: "{{ playbook_dir }}/hosts/a/f" } }
  - { name: again, template: { src: managed.j2, dest: "{{ playbook_dir }}/hosts/a/f" } }
  - { name: same, debug: { msg: "{{ lookup('file', playbook_dir ~ '/hosts/a/f') == lookup('template', 'managed.j2') | trim }}" } }
  - { name: own, debug: { msg: "{{ lookup('template', 'managed.j2', template_vars={'ansible_managed': 'other'}) is match('other') }}" } }
`,
  },
  {
    settings: 'ansible_managed = As {uid} on {host} %Y {file}.\n',
    files: {
      'managed.j2':
        "{{ ansible_managed }} {{ template_uid | type_debug }} {{ template_host != '' }} {{ template_fullpath }} {{ template_mtime | type_debug }}{{ template_run_date | type_debug }}",
    },
  },
)

testPlays(
  {
    'templates of the project with delimiters of their own, and with the path that they are written to': `
hosts: a
tasks:
  - { template: { src: path.j2, dest: "{{ playbook_dir }}/hosts/a/p" } }
  - template:
      src: own.j2
      dest: "{{ playbook_dir }}/hosts/a/o"
      variable_start_string: "<<"
      variable_end_string: ">>"
      block_start_string: "<%"
      block_end_string: "%>"
  - name: said
    debug: { msg: "{{ lookup('file', 'hosts/a/p') | basename }} {{ lookup('file', 'hosts/a/o') }}" }
`,
  },
  {
    files: {
      'templates/path.j2': '{{ template_destpath }}\n',
      'templates/own.j2': '<% if true %><< 1 + 1 >><% endif %> {{ .Value }} {% nothing %}\n',
    },
  },
)

testPlays(
  {
    'include_vars that merges maps': `
hosts: a
tasks:
  - include_vars: { file: one.yml }
  - include_vars: { file: two.yml, hash_behaviour: merge }
  - { name: merged, debug: { msg: "{{ config }}" } }
  - { set_fact: { config: { c: 8, deep: { fact: "{{ 1 }}" } } } }
  - include_vars: { file: two.yml, hash_behaviour: merge }
  - { name: a fact, debug: { msg: "{{ config }}" } }
  - include_vars: { file: two.yml, hash_behaviour: replace, name: named }
  - include_vars: { file: one.yml, hash_behaviour: merge, name: named }
  - { name: with a name, debug: { msg: "{{ named }}" } }
  - include_vars: { file: two.yml }
  - { name: replaced, debug: { msg: "{{ config }}" } }
`,
    'include_vars that has nothing to merge': `
hosts: a
tasks:
  - include_vars: { file: two.yml, hash_behaviour: merge }
`,
  },
  {
    files: {
      'one.yml': 'config: { a: 1, list: [1, 2], deep: { x: "{{ later | default(\'none\') }}", y: 1 } }\n',
      'two.yml': 'config: { b: 2, list: [3], deep: { y: 2, z: "{{ 1 + 1 }}" } }\n',
    },
  },
)

test.run()
