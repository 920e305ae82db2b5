import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays({
  'delegated to a host that the inventory does not have': `
tasks:
  - { name: t, command: echo there, delegate_to: 127.8.8.8, vars: { ansible_connection: local }, register: r, changed_when: false }
  - { name: said, debug: { msg: "{{ r.stdout }}" } }
  - { name: on it, debug: { msg: "{{ inventory_hostname }}" }, delegate_to: elsewhere }
`,
  'conditions with numbers and quoted text in braces': `
tasks:
  - { name: set, set_fact: { count: 3, word: web } }
  - { name: number, debug: { msg: yes }, when: "{{ count }} == 3" }
  - { name: other number, debug: { msg: yes }, when: "{{ count }} == 4" }
  - { name: text, debug: { msg: yes }, when: "'{{ word }}' == 'web'" }
`,
  'the name of a loop variable made of a variable of the task': `
tasks:
  - { name: t, debug: { msg: "{{ turn }}" }, loop: [1, 2], loop_control: { loop_var: "{{ called }}" }, vars: { called: turn }, register: r }
  - { name: said, debug: { msg: "{{ r.results | map(attribute='turn') | list }}" } }
`,
  'the variables of the delegate while a task is delegated': `
tasks:
  - { name: t, debug: { msg: "{{ ansible_delegated_vars[item].level }} {{ level }}" }, delegate_to: "{{ item }}", loop: [a, b], register: r }
  - { name: after, debug: { msg: "{{ ansible_delegated_vars is defined }} {{ r.ansible_delegated_vars is defined }} {{ r.results.0.ansible_delegated_vars is defined }}" } }
  - { name: default, debug: { msg: "{{ ansible_delegated_vars | default('none') }}" } }
`,
  set_stats: `
tasks:
  - { name: t, set_stats: { data: { n: 1 } }, register: r }
  - { name: said, debug: { msg: "{{ r.ansible_stats }}" } }
`,
})

test.run()
