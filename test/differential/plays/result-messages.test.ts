import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'whether the inventory changed is in the registered results of what adds to it': `
hosts: a
tasks:
  - { group_by: { key: made }, register: r1 }
  - { group_by: { key: made }, register: r2 }
  - { group_by: { key: other }, changed_when: false, register: r3 }
  - { add_host: { name: "x{{ item }}" }, loop: [1, 2], changed_when: item == 2, register: r4 }
  - { add_host: { name: y, some: 1 }, register: r5 }
  - { add_host: { name: y, some: 1 }, register: r6 }
  - { add_host: { name: y, some: 2 }, register: r7 }
  - { add_host: { name: y, groups: made }, register: r8 }
  - { add_host: { name: z }, changed_when: r8 is changed, register: r9 }
  - { name: one, debug: { msg: "{{ [r1, r2, r3, r4, r5, r6, r7, r8, r9] | map(attribute='changed') | list }}" } }
  - { name: items, debug: { msg: "{{ r4.results | map(attribute='changed') | list }}" } }
`,
    'messages of filters that get values of the wrong type': `
hosts: a
tasks:
  - { set_fact: { v: "{{ 'x' | log }}" }, ignore_errors: true, register: r1 }
  - { set_fact: { v: "{{ 'x' | pow(2) }}" }, ignore_errors: true, register: r2 }
  - { set_fact: { v: "{{ 'x' | root }}" }, ignore_errors: true, register: r3 }
  - { set_fact: { v: "{{ true | unique }}" }, ignore_errors: true, register: r4 }
  - name: numbers
    debug: { msg: "{{ [r1, r2, r3] | map(attribute='msg') | map('regex_search', '[a-z]+.. can only be used on numbers: must be real number, not str') | list }}" }
  - { name: lists, debug: { msg: "{{ r4.msg | regex_search(\\"'bool' object is not iterable\\") }}" } }
`,
    'what include_vars registers of files that it cannot read': `
hosts: a
tasks:
  - { include_vars: { dir: absent }, ignore_errors: true, register: r1 }
  - { include_vars: { dir: strange }, ignore_errors: true, register: r2 }
  - include_vars: { file: "{{ lookup('first_found', ['absent.yml'], errors='ignore') }}" }
    ignore_errors: true
    register: r3
  - { include_vars: absent.yml, ignore_errors: true, register: r4 }
  - include_vars: >
      given.yml
  - { name: given, debug: { var: given } }
  - name: messages
    debug: { msg: "{{ [r1, r2, r3] | map(attribute='message') | map('regex_replace', playbook_dir, '') | list }}" }
  - { name: searched, debug: { msg: "{{ r4.message is search('Could not find or access .absent.yml') }}" } }
  - { name: none, debug: { msg: "{{ [r1, r2, r3, r4] | map(attribute='ansible_included_var_files') | list }}" } }
`,
    'a timeout names the action': `
hosts: a
tasks:
  - { shell: sleep 60, timeout: 1, ignore_errors: true, register: r1 }
  - { command: sleep 60, timeout: 1, ignore_errors: true, register: r2 }
  - { name: said, debug: { msg: "{{ [r1.msg, r2.msg] }}" } }
`,
  },
  { files: { 'strange/readme': 'x: 1', 'given.yml': 'given: 1' } },
)

test.run()
