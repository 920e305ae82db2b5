import { keyword } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'

/** Task types that change nothing, and whose params show their purpose. */
const PLAIN = [
  ...['add_host', 'assert', 'debug', 'fail', 'group_by', 'include_vars', 'meta', 'pause', 'ping', 'set_fact'],
  ...['setup', 'package_facts', 'service_facts', 'getent', 'validate_argument_spec'],
]

export const unnamedTask: Rule = {
  name: 'unnamed-task',
  level: 'warn',
  about: 'A task without a `name`. Task types that change nothing on the host are excluded.',
  reason:
    'Output, journals and reports show only the type of the task, and `--start-at-task` cannot select it.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - apt: { name: nginx, state: present }
`,
    good: `
- hosts: web
  tasks:
    - name: Install nginx
      apt: { name: nginx, state: present }
`,
  },
  find: function* ({ steps }) {
    for (const step of steps) {
      const { task } = step
      if (!task || PLAIN.includes(task.type) || keyword(step, 'name')) continue
      yield { place: step.place, message: `the task \`${task.type}\` has no name`, hint: 'add `name: …`' }
    }
  },
}
