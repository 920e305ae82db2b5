import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'subelements of items, skipped ones and missing ones': `
vars:
  people:
    - { name: ada, keys: { ssh: [a1, a2], note: text } }
    - { name: bob, keys: { note: text } }
    - { name: cyd, skipped: true, keys: { ssh: [c1] } }
tasks:
  - { name: found, debug: { msg: "{{ q('subelements', people[:1], 'keys.ssh') | map('last') | list }}" } }
  - { name: lenient, debug: { msg: "{{ q('subelements', people, 'keys.ssh', {'skip_missing': true}) | map('last') | list }}" } }
  - { name: skipped, debug: { msg: "{{ q('subelements', {'skipped': true}, 'keys') }}" } }
  - { set_fact: { x: "{{ lookup('subelements', 9, 'keys') }}" }, ignore_errors: true, register: r1 }
  - { set_fact: { x: "{{ lookup('subelements', people, 'keys.note') }}" }, ignore_errors: true, register: r2 }
  - { set_fact: { x: "{{ lookup('subelements', people, 'name.ssh') }}" }, ignore_errors: true, register: r3 }
  - { set_fact: { x: "{{ lookup('subelements', people, 'keys.ssh') }}" }, ignore_errors: true, register: r4 }
  - { set_fact: { x: "{{ lookup('subelements', people, 'keys', 'no') }}" }, ignore_errors: true, register: r5 }
  - { set_fact: { x: "{{ lookup('subelements', people) }}" }, ignore_errors: true, register: r6 }
  - name: said
    debug:
      msg: "{{ [r1, r2, r3, r4, r5, r6] | map(attribute='msg') | map('regex_search', said) | list }}"
    vars: { said: "first a dict or a list|the key note should point to a list, got .text.|the key name should point to a dictionary|could not find .ssh. key in iterated item|the optional third item must be a dict|expects a list of two or three items, " }
`,
    'what csvfile and ini say of options and keys that are wrong': `
tasks:
  - { set_fact: { x: "{{ lookup('csvfile', 'b file=some.csv delimiter=, other=1') }}" }, ignore_errors: true, register: r1 }
  - { set_fact: { x: "{{ lookup('ini', 'name file=some.ini section=none') }}" }, ignore_errors: true, register: r2 }
  - { set_fact: { x: "{{ lookup('ini', 'name file=twice.ini section=first') }}" }, ignore_errors: true, register: r3 }
  - name: said
    debug:
      msg: "{{ [r1, r2, r3] | map(attribute='msg') | map('regex_search', said) | list }}"
    vars: { said: "other is not a valid option|No section .none. in some.ini|Duplicate option in .twice.ini.|option .name. in section .first. already exists" }
`,
    'what csvfile and ini say of files, columns and separators that are wrong': `
tasks:
  - { set_fact: { x: "{{ lookup('csvfile', 'b file=gone.csv delimiter=,') }}" }, ignore_errors: true, register: r1 }
  - { set_fact: { x: "{{ lookup('csvfile', 'b', file='gone.csv') }}" }, ignore_errors: true, register: r2 }
  - { set_fact: { x: "{{ lookup('csvfile', 'b file=some.csv delimiter=, col=7') }}" }, ignore_errors: true, register: r3 }
  - { set_fact: { x: "{{ lookup('csvfile', 'b file=some.csv delimiter=, col=x') }}" }, ignore_errors: true, register: r4 }
  - { set_fact: { x: "{{ lookup('csvfile', 'b file=some.csv delimiter=ab') }}" }, ignore_errors: true, register: r5 }
  - { set_fact: { x: "{{ lookup('csvfile', 'b file=some.csv encoding=none') }}" }, ignore_errors: true, register: r6 }
  - { set_fact: { x: "{{ lookup('ini', 'a file=gone.ini section=s') }}" }, ignore_errors: true, register: r7 }
  - { name: said, debug: { msg: "{{ [r1, r2, r3, r4, r5, r6, r7] | map(attribute='msg') | list }}" } }
`,
    'a key that a table lacks gives nothing': `
tasks:
  - name: said
    debug:
      msg: "{{ [query('csvfile', 'z', file='some.csv', delimiter=','), query('csvfile', 'b', 'z', file='some.csv', delimiter=','), query('csvfile', 'z', file='some.csv', delimiter=',', default='d')] }}"
`,
    'an item that cannot be rendered ends the loop, and the task has no results': `
tasks:
  - { name: t, debug: { msg: "{{ lookup('file', item) }}" }, loop: [files/some.csv, gone, files/some.ini], ignore_errors: true, register: r1 }
  - { name: t, debug: { msg: "{{ item.x }}" }, loop: [{ x: 1 }, { y: 2 }, { x: 3 }], ignore_errors: true, register: r2 }
  - { name: t, debug: { msg: "{{ item }}" }, loop: [1, 2], when: "item == 1 or lookup('file', 'gone')", ignore_errors: true, register: r3 }
  - { name: t, debug: { msg: "{{ item }}" }, loop: [1, "{{ lookup('file', 'gone') }}"], ignore_errors: true, register: r4 }
  - { name: t, command: "test {{ item }} = x", loop: [1, x], ignore_errors: true, register: r5, changed_when: false }
  - { name: said, debug: { msg: "{{ [r1, r2, r3, r4, r5] | map(attribute='results', default='none') | map('length') | list }}" } }
  - { name: said, debug: { msg: "{{ [r1, r3, r4] | map(attribute='msg') | map('regex_search', '^.*') | list }}" } }
`,
    'the term that failed is named, and loops say only the words of the lookup': `
tasks:
  - { set_fact: { x: "{{ lookup('file', 'some.csv', 'gone') }}" }, ignore_errors: true, register: r1 }
  - { set_fact: { x: "{{ lookup('pipe', 'true', 'exit 3') }}" }, ignore_errors: true, register: r2 }
  - { name: t, debug: { msg: x }, with_file: [some.csv, gone], ignore_errors: true, register: r3 }
  - { name: t, debug: { msg: x }, with_pipe: ["true", "exit 4"], ignore_errors: true, register: r4 }
  - { name: t, debug: { msg: x }, with_first_found: [gone, away], ignore_errors: true, register: r5 }
  - { name: said, debug: { msg: "{{ [r1, r2, r3, r4, r5] | map(attribute='msg') | list }}" } }
`,
    'names of facts with templates in them': `
tasks:
  - { set_fact: "{{ 'x' + item }}={{ item }}", loop: [a, b] }
  - { set_fact: "pre_{{ 1 + 1 }}=yes other={{ xa }}" }
  - { name: said, debug: { msg: "{{ [xa, xb, pre_2, other] }}" } }
`,
  },
  {
    files: {
      'files/some.csv': 'a,1\nb,2\n',
      'files/some.ini': '[first]\nname = n\n',
      'files/twice.ini': '[first]\nname = n\nname = m\n',
    },
  },
)

test.run()
