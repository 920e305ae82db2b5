import { keyword } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { isOn } from '../project/written.ts'

export const ignoredErrors: Rule = {
  name: 'ignored-errors',
  level: 'warn',
  about: '`ignore_errors: true` on a task without `failed_when` and `register`.',
  reason: 'This hides every failure, even an unexpected one such as a full disk or a misspelt command.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Stop the old service
      systemd: { name: legacy, state: stopped }
      ignore_errors: true
`,
    good: `
- hosts: web
  tasks:
    - name: Stop the old service
      systemd: { name: legacy, state: stopped }
      register: stopped
      failed_when: stopped.failed && !("could not be found" in stopped.msg)
`,
  },
  find: function* ({ steps }) {
    for (const step of steps) {
      const ignored = step.keywords.get('ignore_errors')
      if (!ignored || !isOn(ignored.value)) continue
      if (keyword(step, 'failed_when') || keyword(step, 'register')) continue
      yield {
        place: ignored.keyPlace,
        message: '`ignore_errors` hides every failure of the task',
        hint: 'say with `failed_when` which results are failures, or `register` the result and use it',
      }
    }
  },
}
