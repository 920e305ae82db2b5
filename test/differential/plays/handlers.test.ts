import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'handlers run in the order in which they are listed': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: [h2, h1] }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'a handler runs once however often it is notified': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: h1 }
  - { name: u, debug: { msg: x }, changed_when: true, notify: h1 }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'what did not change notifies nothing': `
tasks:
  - { name: t, debug: { msg: x }, notify: h1 }
  - { name: u, debug: { msg: x }, changed_when: inventory_hostname == "b", notify: h2 }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    topics: `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: more }
  - { name: u, debug: { msg: x }, changed_when: true, notify: topic, when: inventory_hostname == "c" }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'flush in the middle, and again': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: h1 }
  - meta: flush_handlers
  - { name: u, debug: { msg: x }, changed_when: true, notify: h1 }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'a failed host runs no handlers': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: h1 }
  - { name: u, fail: { msg: no }, when: inventory_hostname == "a" }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'force_handlers runs them all the same': `
force_handlers: true
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: h1 }
  - { name: u, fail: { msg: no }, when: inventory_hostname == "a" }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'a handler that notifies another': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n1 }
handlers:
  - { name: n1, debug: { msg: n1 }, changed_when: true, notify: n2 }
  - { name: n2, debug: { msg: n2 } }
`,
    'a handler that notifies one before it': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n2 }
handlers:
  - { name: n1, debug: { msg: n1 } }
  - { name: n2, debug: { msg: n2 }, changed_when: true, notify: n1 }
  - { name: n3, debug: { msg: n3 } }
`,
    'a handler that notifies one before it, which runs after the tasks of the next section': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n2 }
post_tasks:
  - { name: u, debug: { msg: x } }
handlers:
  - { name: n1, debug: { msg: n1 } }
  - { name: n2, debug: { msg: n2 }, changed_when: true, notify: [n1, n3] }
  - { name: n3, debug: { msg: n3 } }
`,
    'a handler that notifies itself': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n1 }
post_tasks:
  - { name: u, debug: { msg: x } }
handlers:
  - { name: n1, debug: { msg: n1 }, changed_when: true, notify: n1 }
`,
    'a handler that notifies itself, each host at its own pace': `
strategy: free
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n1 }
post_tasks:
  - { name: u, debug: { msg: x } }
handlers:
  - { name: n1, debug: { msg: n1 }, changed_when: true, notify: n1 }
`,
    'a flush for one host, each at its own pace': `
strategy: free
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n1 }
  - { name: slow, command: sleep 0.2, changed_when: false, when: inventory_hostname != "b" }
  - { meta: flush_handlers, when: inventory_hostname == "b" }
  - { name: u, debug: { msg: x } }
handlers:
  - { name: n1, debug: { msg: n1 } }
`,
    'a handler with a condition': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n1 }
handlers:
  - { name: n1, debug: { msg: n1 }, when: inventory_hostname == "b" }
`,
    'a handler sees what tasks set after the notification': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n1 }
  - { name: u, set_fact: { seen_h: later } }
handlers:
  - { name: n1, debug: { msg: "{{ seen_h }}" } }
`,
    'notify with a template': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: "h{{ 1 + 1 }}" }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'handlers after each section': `
pre_tasks:
  - { name: pre, debug: { msg: x }, changed_when: true, notify: h1 }
tasks:
  - { name: main, debug: { msg: x }, changed_when: true, notify: h1 }
post_tasks:
  - { name: post, debug: { msg: x }, changed_when: true, notify: h1 }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'handlers with serial run for each batch': `
serial: 1
tasks:
  - { name: t, debug: { msg: x }, changed_when: inventory_hostname != "b", notify: h1 }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'a failing handler stops those after it on its host': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: [n1, n2] }
handlers:
  - { name: n1, fail: { msg: no }, when: inventory_hostname == "a" }
  - { name: n2, debug: { msg: n2 } }
`,
    'a block notifies for its tasks': `
tasks:
  - notify: h1
    block:
      - { name: t, debug: { msg: x }, changed_when: true }
      - { name: u, debug: { msg: x }, changed_when: true, notify: h2 }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'a block notifies for what its includes do': `
tasks:
  - notify: h1
    block:
      - include_tasks: changes.yml

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'a loop in a handler': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: n1 }
handlers:
  - { name: n1, command: "echo {{ item }}", loop: [1, 2], register: r, changed_when: false }
`,
    'a handler of included tasks': `
tasks:
  - include_tasks: notifies.yml

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'the last of two handlers of one name': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: same }
handlers:
  - { name: other, debug: { msg: first }, listen: same }
  - { name: same, debug: { msg: second } }
`,
    'a task that is skipped notifies nothing': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: h1, when: false }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'an ignored failure that changed notifies nothing': `
tasks:
  - { name: t, command: "false", notify: h1, ignore_errors: true }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'handlers of a role': `
roles: [hr]
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: in role }
`,
    'handlers of a role by its full name': `
roles: [hr]
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: "hr : in role" }
`,
    'a role notifies a handler of the play': `
tasks:
  - include_role: { name: hp }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'run_once that notifies': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: h1, run_once: true }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'a host that ended runs its handlers not': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: h1 }
  - { meta: end_host, when: inventory_hostname == "a" }

handlers:
  - { name: h1, debug: { msg: h1 } }
  - { name: h2, debug: { msg: h2 } }
  - { name: h3, debug: { msg: h3 }, listen: topic }
  - { name: h4, debug: { msg: h4 }, listen: [topic, more] }
`,
    'the end of the play runs no handlers': `
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: h1 }
  - { meta: end_play }

handlers:
  - { name: h1, debug: { msg: h1 } }
`,
    'a handler that includes tasks, by its name and by what it listens to': `
vars: { which: included }
tasks:
  - { name: t, debug: { msg: x }, changed_when: true, notify: [including, topic] }
  - { name: u, debug: { msg: x }, changed_when: true, notify: for a, when: inventory_hostname == "a" }

handlers:
  - { name: including, include_tasks: "{{ which }}.yml" }
  - { name: listening, include_tasks: included.yml, listen: topic }
  - { name: for a, include_tasks: included.yml, loop: [1, 2] }
  - { name: last, debug: { msg: not notified } }
`,
    'an including handler of a role': `
roles: [hi]
`,
    'args of an include': `
tasks:
  - include_tasks: args.yml
    args: { apply: { vars: { given: applied } } }
  - import_tasks:
    args: { file: args.yml }
    vars: { given: imported }
  - include_role:
    args: { name: hr }
`,
    'a file of tasks next to the playbook, from one in a folder': `
tasks:
  - include_tasks: folder/outer.yml
`,
    'the failed task of a rescue has no name if it was given none': `
tasks:
  - block: [{ command: "false" }]
    rescue: [{ name: said, debug: { msg: "{{ ansible_failed_task.name }}|{{ ansible_failed_task.action }}" } }]
`,
  },
  {
    files: {
      'included.yml': `
- { name: inside, debug: { msg: "{{ item | default('x') }}" } }
`.trimStart(),
      'args.yml': `
- { name: inside, debug: { msg: "{{ given }}" } }
`.trimStart(),
      'folder/outer.yml': `
- { name: in the folder, debug: { msg: x } }
- include_tasks: inner.yml
- include_tasks: included.yml
`.trimStart(),
      'folder/inner.yml': `
- { name: next to it, debug: { msg: x } }
`.trimStart(),
      'roles/hi/tasks/main.yml': `
- { name: of role, debug: { msg: x }, changed_when: true, notify: more }
`.trimStart(),
      'roles/hi/handlers/main.yml': `
- { name: more, include_tasks: more.yml }
`.trimStart(),
      'roles/hi/handlers/more.yml': `
- { name: inside the role, debug: { msg: "{{ of_role }}" } }
`.trimStart(),
      'roles/hi/vars/main.yml': `
of_role: variable of the role
`.trimStart(),
      'changes.yml': `
- { name: inside, debug: { msg: x }, changed_when: true }
`.trimStart(),
      'notifies.yml': `
- { name: inside, debug: { msg: x }, changed_when: true, notify: h2 }
`.trimStart(),
      'roles/hr/handlers/main.yml': `
- { name: in role, debug: { msg: "{{ role_name | default('no role') }}" } }
`.trimStart(),
      'roles/hr/tasks/main.yml': `
- { name: of role, debug: { msg: x } }
`.trimStart(),
      'roles/hp/tasks/main.yml': `
- { name: of role, debug: { msg: x }, changed_when: true, notify: [h1, topic] }
`.trimStart(),
    },
  },
)

test.run()
