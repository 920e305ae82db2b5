import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays({
  'an action that is a variable, as text, as a map and with args': `
vars: { m: debug }
tasks:
  - { name: text, action: "{{ m }} msg='{{ inventory_hostname }} says'" }
  - { name: map, action: { module: "ansible.builtin.{{ m }}", msg: hi } }
  - { name: args, action: "{{ m }}", args: { msg: args } }
  - { name: local, local_action: { module: "{{ 'com' ~ 'mand' }}", argv: [echo, out] }, register: l_r }
  - { name: said, debug: { msg: "{{ l_r.stdout }}" } }
`,
  'an action that each host has its own of': `
vars: { own: { a: debug, b: fail, c: set_fact } }
tasks:
  - { name: own, action: { module: "{{ own[inventory_hostname] }}", msg: of the host }, ignore_errors: true, register: own_r }
  - { name: said, debug: { msg: "{{ own_r.failed }} {{ msg | default('none') }}" } }
`,
  'the keywords of a templated action': `
vars: { m: debug, c: command }
tasks:
  - { name: condition, action: "{{ m }} msg=x", when: inventory_hostname != "b", register: c_r }
  - { name: said, debug: { msg: "{{ c_r.skipped | default(false) }}" } }
  - { name: loop, action: { module: "{{ m }}", msg: "{{ item }}" }, loop: [1, 2], register: o_r }
  - { name: said, debug: { msg: "{{ o_r.results | map(attribute='msg') | list }}" } }
  - { name: once, action: { module: "{{ c }}", argv: [echo, "{{ inventory_hostname }}"] }, run_once: true, register: e_r }
  - { name: said, debug: { msg: "{{ e_r.stdout }}" } }
  - block:
      - { name: fails, action: { module: "{{ c }}", argv: ["false"] } }
    rescue:
      - { name: rescued, debug: { msg: "{{ ansible_failed_task.name }}" } }
  - { name: notifies, action: { module: "{{ c }}", argv: ["true"] }, notify: handled }
handlers:
  - { name: handled, action: "{{ m }} msg=handler" }
`,
})

test.run()
