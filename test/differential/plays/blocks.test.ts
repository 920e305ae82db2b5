import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays({
  'rescue runs for the hosts that failed': `
tasks:
  - block:
      - { name: one, command: "false", when: inventory_hostname == "b", changed_when: false }
      - { name: two, debug: { msg: two } }
    rescue:
      - { name: rescue, debug: { msg: "{{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}" } }
  - { name: after, debug: { msg: after } }
`,
  'always runs for all, and a failure goes on after it': `
tasks:
  - block:
      - { name: one, fail: { msg: no }, when: inventory_hostname == "b" }
    always:
      - { name: always, debug: { msg: always } }
  - { name: after, debug: { msg: after } }
`,
  'rescue that fails, and always': `
tasks:
  - block:
      - { name: one, fail: { msg: no }, when: inventory_hostname != "c" }
    rescue:
      - { name: rescue, fail: { msg: again }, when: inventory_hostname == "a" }
      - { name: rescued, debug: { msg: rescued } }
    always:
      - { name: always, debug: { msg: always } }
  - { name: after, debug: { msg: after } }
`,
  'always that fails': `
tasks:
  - block:
      - { name: one, debug: { msg: one } }
    always:
      - { name: always, fail: { msg: no }, when: inventory_hostname == "a" }
      - { name: more, debug: { msg: more } }
  - { name: after, debug: { msg: after } }
`,
  'nested blocks: the inner rescue takes over first': `
tasks:
  - block:
      - block:
          - { name: one, fail: { msg: no } }
        rescue:
          - { name: inner, debug: { msg: inner } }
      - { name: two, fail: { msg: no }, when: inventory_hostname == "a" }
    rescue:
      - { name: outer, debug: { msg: "{{ ansible_failed_task.name }}" } }
  - { name: after, debug: { msg: after } }
`,
  'a failure in an inner always goes to the outer rescue': `
tasks:
  - block:
      - block:
          - { name: one, debug: { msg: one } }
        always:
          - { name: always, fail: { msg: no } }
      - { name: two, debug: { msg: two } }
    rescue:
      - { name: outer, debug: { msg: "{{ ansible_failed_task.name }}" } }
`,
  'a block inherits conditions to its tasks': `
tasks:
  - block:
      - { name: one, debug: { msg: one } }
      - { name: two, debug: { msg: two }, when: inventory_hostname != "a" }
    when: inventory_hostname != "b"
`,
  'a condition of a block is evaluated by each task': `
tasks:
  - { name: set, set_fact: { go_on: true } }
  - block:
      - { name: one, set_fact: { go_on: false } }
      - { name: two, debug: { msg: two } }
    when: go_on
`,
  'variables of nested blocks': `
tasks:
  - vars: { v: outer, w: outer }
    block:
      - vars: { v: inner }
        block:
          - { name: one, debug: { msg: "{{ v }} {{ w }} {{ x }}" }, vars: { x: "{{ v }}!" } }
      - { name: two, debug: { msg: "{{ v }}" } }
`,
  'ignore_errors of a block': `
tasks:
  - ignore_errors: true
    block:
      - { name: one, fail: { msg: no } }
      - { name: two, debug: { msg: two } }
      - { name: three, fail: { msg: no }, ignore_errors: false, when: inventory_hostname == "c" }
  - { name: after, debug: { msg: after } }
`,
  'ignore_errors keeps a rescue from running': `
tasks:
  - block:
      - { name: one, fail: { msg: no }, ignore_errors: true }
    rescue:
      - { name: rescue, debug: { msg: rescue } }
`,
  'what a rescue sees of a failed command': `
tasks:
  - block:
      - { name: "run {{ inventory_hostname }}", command: "sh -c 'echo out; echo err >&2; exit 3'" }
    rescue:
      - { name: rescue, debug: { msg: "{{ ansible_failed_result.stdout }} {{ ansible_failed_result.stderr }} {{ ansible_failed_result.rc }} {{ ansible_failed_result.changed }} {{ ansible_failed_task.name }} {{ ansible_failed_task.action }}" } }
`,
  'what a rescue sees of a failed loop': `
tasks:
  - block:
      - { name: one, command: "test {{ item }} = x", loop: [x, y], changed_when: false }
    rescue:
      - { name: rescue, debug: { msg: "{{ ansible_failed_result.msg }} {{ ansible_failed_result.results | map(attribute='rc') | list }}" } }
`,
  'registered results of a failed task': `
tasks:
  - block:
      - { name: one, command: "false", register: r }
    rescue:
      - { name: rescue, debug: { msg: "{{ r is failed }} {{ r.rc }} {{ r.failed }}" } }
`,
  'meta clear_host_errors brings back a host that failed from the next play on': `
tasks:
  - { name: one, fail: { msg: no }, when: inventory_hostname == "a" }
  - meta: clear_host_errors
  - { name: two, debug: { msg: two } }
`,
  'meta clear_host_errors in an always keeps the hosts that failed in the play': `
tasks:
  - block:
      - block:
          - { name: one, fail: { msg: no }, when: inventory_hostname == "a" }
          - { name: two, debug: { msg: two } }
        rescue:
          - { name: rescue, fail: { msg: again } }
      - { name: three, debug: { msg: three } }
    always:
      - { name: always, debug: { msg: always } }
      - block:
          - meta: clear_host_errors
  - { name: four, debug: { msg: four } }
  - { name: five, fail: { msg: no }, when: inventory_hostname == "b" }
  - { name: six, debug: { msg: six } }
`,
  'max_fail_percentage that is not exceeded': `
max_fail_percentage: 50
tasks:
  - { name: one, fail: { msg: no }, when: inventory_hostname == "a" }
  - { name: two, debug: { msg: two } }
`,
  'failed_when lists are all needed': `
tasks:
  - { name: one, command: echo x, register: r, changed_when: false, failed_when: [r.rc == 0, "'y' in r.stdout"] }
  - { name: two, command: echo y, register: r, changed_when: false, failed_when: [r.rc == 0, "'y' in r.stdout"], ignore_errors: true }
`,
  'failed_when false lets a failed command pass': `
tasks:
  - { name: one, command: "false", register: r, failed_when: false }
  - { name: two, debug: { msg: "{{ r.rc }} {{ r.failed }} {{ r.changed }} {{ r.failed_when_result }}" } }
`,
  'changed_when with the result': `
tasks:
  - { name: one, command: echo changed, register: r, changed_when: "'changed' in r.stdout" }
  - { name: two, command: echo same, register: r, changed_when: "'changed' in r.stdout" }
  - { name: three, debug: { msg: x }, changed_when: true }
`,
  'retries without success': `
tasks:
  - { name: one, command: "false", register: r, until: r.rc == 0, retries: 2, delay: 0, ignore_errors: true, changed_when: false }
  - { name: two, debug: { msg: "{{ r.attempts }}" } }
`,
  'a task in rescue may flush handlers': `
tasks:
  - block:
      - { name: one, debug: { msg: one }, changed_when: true, notify: h }
      - { name: two, fail: { msg: no } }
    rescue:
      - { name: rescue, debug: { msg: rescue } }
      - meta: flush_handlers
      - { name: later, debug: { msg: later } }
handlers:
  - { name: h, debug: { msg: handled } }
`,
  'end_host in a block': `
tasks:
  - block:
      - { name: one, debug: { msg: one } }
      - { meta: end_host, when: inventory_hostname == "b" }
      - { name: two, debug: { msg: two } }
  - { name: three, debug: { msg: three } }
`,
  'end_play for some': `
tasks:
  - { name: one, debug: { msg: one } }
  - { meta: end_play, when: inventory_hostname == "a" }
  - { name: two, debug: { msg: two } }
`,
  'end_batch with serial': `
serial: 2
tasks:
  - { name: one, debug: { msg: one } }
  - { meta: end_batch, when: inventory_hostname == "a" }
  - { name: two, debug: { msg: two } }
`,
  'run_once registers for all': `
tasks:
  - { name: one, command: "echo {{ inventory_hostname }}", run_once: true, register: r, changed_when: false }
  - { name: two, debug: { msg: "{{ r.stdout }}" } }
`,
  'run_once with a condition is skipped by its first host': `
tasks:
  - { name: one, debug: { msg: one }, run_once: true, when: inventory_hostname == "b", register: r }
  - { name: two, debug: { msg: "{{ r.skipped | default(false) }}" } }
`,
  'any_errors_fatal in a block with a rescue': `
tasks:
  - any_errors_fatal: false
    block:
      - { name: one, fail: { msg: no }, when: inventory_hostname == "a" }
      - { name: two, debug: { msg: two } }
    rescue:
      - { name: rescue, debug: { msg: rescue } }
`,
  'assert with messages': `
tasks:
  - { name: one, assert: { that: ["1 == 1", "inventory_hostname != 'a'"], fail_msg: not so, success_msg: fine }, register: r, ignore_errors: true }
  - { name: two, debug: { msg: "{{ r.msg }} {{ r.failed }}" } }
`,
  'sections run in their order': `
post_tasks: [{ name: post, debug: { msg: post } }]
tasks: [{ name: main, debug: { msg: main } }]
pre_tasks: [{ name: pre, debug: { msg: pre }, changed_when: true, notify: h }]
handlers: [{ name: h, debug: { msg: handled } }]
`,
})

test.run()
