import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays({
  'args from a variable, alone and next to params that take precedence': `
vars: { greeting: { msg: hello, verbosity: 0 }, place: { chdir: / } }
tasks:
  - { name: alone, debug: , args: "{{ greeting }}" }
  - { name: with a param, debug: { msg: own }, args: "{{ greeting }}" }
  - { name: of a command, command: pwd, args: "{{ place }}", register: r, changed_when: false }
  - { name: where, debug: { msg: "{{ r.stdout }}" } }
  - { name: of an action, action: debug, args: "{{ greeting }}" }
  - { name: facts, set_fact: , args: "{{ { 'one': 1, 'two': [2] } }}" }
  - { name: said, debug: { msg: "{{ one }} {{ two }}" } }
`,
  'the params of a task as one template': `
vars: { greeting: { msg: hello } }
tasks:
  - { name: whole, debug: "{{ greeting }}" }
  - { name: merged, debug: "{{ greeting | combine({'msg': 'other'}) }}" }
`,
  'args from the items of a loop': `
tasks:
  - { name: each, debug: , args: "{{ item }}", loop: [{ msg: a }, { msg: b }], register: r }
  - { name: said, debug: { msg: "{{ r.results | map(attribute='msg') | list }}" } }
`,
  'conditions among such params, and items of a list in the playbook as conditions': `
vars: { checks: { that: ["1 == 1", "2 == 3"], fail_msg: no } }
tasks:
  - { name: checks, assert: "{{ checks | combine({'fail_msg': 'said'}) }}", ignore_errors: true, register: r1 }
  - { name: of items, assert: "{{ item }}", args: { quiet: true }, loop: [{ that: 1 == 2 }, { that: [1 == 1, 2 == 2] }], ignore_errors: true, register: r2 }
  - { name: an item, assert: { that: "{{ item }}" }, loop: [1 == 1, 1 == 2], ignore_errors: true, register: r3 }
  - { name: of a map, debug: { msg: "{{ item.n }}" }, when: "{{ item.if }}", loop: [{ n: 1, if: 1 == 1 }, { n: 2, if: 2 == 3 }] }
  - { command: 'echo "1 == 1"', register: r4, changed_when: false }
  - { name: of a host, assert: { that: "{{ item }}" }, loop: ["{{ r4.stdout }}"], ignore_errors: true }
  - { name: said, debug: { msg: "{{ [r1.assertion, r1.msg, r2.results | map(attribute='failed') | list, r3.results | map(attribute='failed') | list] }}" } }
`,
  'args from a registered result': `
tasks:
  - { command: "echo '{\\"msg\\": \\"later\\"}'", register: given, changed_when: false }
  - { name: known later, debug: , args: "{{ given.stdout | from_json }}" }
`,
  'args that are no map, or a variable that does not exist': `
tasks:
  - { name: a list, file: , args: "{{ [1] }}", ignore_errors: true, register: r1 }
  - { name: a text, file: { path: / }, args: "{{ 'text' }}", ignore_errors: true, register: r2 }
  - { name: nothing, file: , args: "{{ no_such_name | default(omit) | mandatory }}", when: false }
  - { name: said, debug: { msg: "{{ [r1.msg, r2.msg] }}" } }
`,
})

test.run()
