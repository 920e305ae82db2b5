import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const said = (what: string, more = ''): string => `    - { name: said, debug: { msg: "${what}" }${more} }\n`

testPlays(
  {
    'items of a list': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [1, b, null, true], register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'an empty list skips the task': `tasks:\n    - { name: t, debug: { msg: x }, loop: [], register: r }\n${said('{{ r.skipped }} {{ r.results }} {{ r.skipped_reason }}')}`,
    'items that are lists stay lists with loop': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [[1, 2], [3]], register: r }\n${said("{{ r.results | map(attribute='item') | list }}")}`,
    'with_items flattens one level': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, with_items: [[1, [2]], 3], register: r }\n${said("{{ r.results | map(attribute='item') | list }}")}`,
    'with_list does not flatten': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, with_list: [[1, [2]], 3], register: r }\n${said("{{ r.results | map(attribute='item') | list }}")}`,
    'with_dict gives keys and values': `tasks:\n    - { name: t, debug: { msg: "{{ item.key }}={{ item.value }}" }, with_dict: { x: 1, y: [2] }, register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    with_indexed_items: `tasks:\n    - { name: t, debug: { msg: "{{ item.0 }}{{ item.1 }}" }, with_indexed_items: [p, q], register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'with_together pads with null': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, with_together: [[1, 2], [3]], register: r }\n${said("{{ r.results | map(attribute='item') | list }}")}`,
    with_nested: `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, with_nested: [[1, 2], [a, b]], register: r }\n${said("{{ r.results | map(attribute='item') | list }}")}`,
    with_subelements: `vars: { us: [{ n: u, k: [1, 2] }, { n: v, k: [] }, { n: w, k: [3] }] }
tasks:\n    - { name: t, debug: { msg: "{{ item.0.n }}{{ item.1 }}" }, with_subelements: ["{{ us }}", k], register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'with_subelements and skip_missing': `vars: { us: [{ n: u, k: [1] }, { n: v }] }
tasks:\n    - { name: t, debug: { msg: "{{ item.0.n }}{{ item.1 }}" }, with_subelements: ["{{ us }}", k, { skip_missing: true }], register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'with_sequence by words': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, with_sequence: "start=1 end=7 stride=3 format=w%02d", register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'with_sequence by count': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, with_sequence: count=3, register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    with_inventory_hostnames: `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, with_inventory_hostnames: ["web:!b"], register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'a condition for each item': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [1, 2, 3], when: item != 2, register: r }\n${said("{{ r.results | map(attribute='skipped', default=false) | list }}")}`,
    'all items skipped': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [1, 2], when: item > 5, register: r }\n${said('{{ r.skipped }} {{ r.msg }} {{ r.results | length }}')}`,
    'a condition that is false spares the list': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: "{{ not_there }}", when: false }\n`,
    'a list that is not there, with a condition that is false without an item': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: "{{ not_there }}", when: item.size is defined, register: r }\n${said('{{ r.skipped }} {{ r.results is defined }}')}`,
    'a part of what is not there, likewise': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, with_items: "{{ not_there.list }}", when: [item is defined, not_there is undefined] }\n`,
    'a list that is not there, with a condition that holds without an item': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: "{{ not_there }}", when: item is undefined, ignore_errors: true, register: r }\n${said('{{ r is failed }}')}`,
    'the list of an include that is not there': `tasks:\n    - { include_tasks: said.yml, loop: "{{ not_there }}", when: item.size is defined }\n    - { name: t, debug: { msg: after } }\n`,
    'loop_control without a loop': `tasks:\n    - { name: t, debug: { msg: x }, loop_control: { label: "{{ item }}", loop_var: one } }\n`,
    'one item fails: all run, and the task fails': `tasks:\n    - { name: t, command: "test {{ item }} != 2", loop: [1, 2, 3], register: r, ignore_errors: true, changed_when: false }\n${said("{{ r.failed }} {{ r.msg }} {{ r.results | map(attribute='rc') | list }}")}`,
    'failed_when for each item': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [1, 2], register: r, failed_when: item == 2, ignore_errors: true }\n${said("{{ r.results | map(attribute='failed') | list }}")}`,
    'changed_when for each item': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [1, 2], register: r, changed_when: item == 2 }\n${said("{{ r.changed }} {{ r.results | map(attribute='changed') | list }}")}`,
    'loop_var and index_var': `tasks:\n    - { name: t, debug: { msg: "{{ n }}{{ x }}" }, loop: [p, q], loop_control: { loop_var: x, index_var: n }, register: r }\n${said("{{ r.results | map(attribute='msg') | list }} {{ r.results[1].ansible_loop_var }} {{ r.results[1].ansible_index_var }} {{ r.results[1].n }}")}`,
    'extended loop variables': `tasks:\n    - { name: t, debug: { msg: "{{ ansible_loop.index }}/{{ ansible_loop.length }} {{ ansible_loop.first }} {{ ansible_loop.last }} {{ ansible_loop.revindex0 }} {{ ansible_loop.previtem | default('-') }} {{ ansible_loop.nextitem | default('-') }}" }, loop: [p, q, s], loop_control: { extended: true }, register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'items see what items before them set': `tasks:\n    - { name: t, set_fact: { acc_l: "{{ acc_l | default([]) + [item] }}" }, loop: [1, 2, 3] }\n${said('{{ acc_l }}')}`,
    'an item sees the result of the one before it': `tasks:\n    - { name: t, debug: { msg: "{{ item }}{{ rp.msg | default('') }}" }, loop: [a, b, c], register: rp }\n${said("{{ rp.results | map(attribute='msg') | list }}")}`,
    'until in a loop': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [1, 2], register: r, until: r.attempts == item, retries: 3, delay: 0 }\n${said("{{ r.results | map(attribute='attempts') | list }}")}`,
    'variables of the task see the item': `tasks:\n    - { name: t, debug: { msg: "{{ twice }}" }, vars: { twice: "{{ item }}{{ item }}" }, loop: [a, b], register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'the item is gone after the loop': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [a] }\n${said("{{ item | default('gone') }}")}`,
    'a variable named item is hidden in the loop alone': `vars: { item: outer }\ntasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [inner], register: r }\n${said('{{ r.results[0].msg }} {{ item }}')}`,
    'a loop over the keys of a map': `vars: { m: { x: 1, y: 2 } }\ntasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: "{{ m | dict2items | map(attribute='key') | list }}", register: r }\n${said("{{ r.results | map(attribute='msg') | list }}")}`,
    'a loop over a range': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: "{{ range(0, 3) | list }}", register: r }\n${said("{{ r.results | map(attribute='item') | list }}")}`,
    'lists of hosts differ': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: "{{ groups[group_names[0]] }}", register: r }\n${said("{{ r.results | map(attribute='item') | list }}")}`,
    'notify for items that changed': `tasks:\n    - { name: t, debug: { msg: "{{ item }}" }, loop: [one, two], changed_when: item == "two", notify: h }\nhandlers:\n    - { name: h, debug: { msg: handled } }\n`,
    'a registered loop looped over again': `tasks:\n    - { name: t, command: "echo {{ item }}", loop: [p, q], register: r, changed_when: false }\n    - { name: u, debug: { msg: "{{ item.item }}={{ item.stdout }}" }, loop: "{{ r.results }}", register: s, loop_control: { label: "{{ item.item }}" } }\n${said("{{ s.results | map(attribute='msg') | list }}")}`,
    'the loop of an include': `tasks:\n    - { include_tasks: said.yml, loop: [p, q] }\n`,
    'the loop of an include with a variable of its own': `tasks:\n    - { include_tasks: other.yml, loop: [p, q], loop_control: { loop_var: outer, index_var: n } }\n`,
    'the loop of an include with a condition': `tasks:\n    - { include_tasks: said.yml, loop: [p, q, s], when: item != "q" }\n`,
    'include_vars in a loop': `tasks:\n    - { name: t, include_vars: "{{ item }}.yml", loop: [v1, v2] }\n${said('{{ v1 }} {{ v2 }} {{ both }}')}`,
  },
  {
    files: {
      'said.yml': '- { name: "inside", debug: { msg: "{{ item }}" } }\n',
      'other.yml':
        '- { name: "inside", debug: { msg: "{{ n }}{{ outer }}{{ item }}" }, loop: [1, 2], register: r }\n- { name: after, debug: { msg: "{{ r.results | map(attribute=\'msg\') | list }}" } }\n',
      'v1.yml': 'v1: one\nboth: first\n',
      'v2.yml': 'v2: two\nboth: second\n',
    },
  },
)

test.run()
