import { paramOf } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText } from '../project/written.ts'

const PACKAGE_TYPES = ['apt', 'dnf', 'package', 'pip', 'npm']

export const packageLatest: Rule = {
  name: 'package-latest',
  level: 'warn',
  about: 'A package with `state: latest`.',
  reason:
    'The installed version then depends on the day of the run, so hosts that were set up on different days differ.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Install nginx
      apt: { name: nginx, state: latest }
`,
    good: `
- hosts: web
  tasks:
    - name: Install nginx
      apt: { name: nginx, state: present }
`,
  },
  find: function* ({ steps }) {
    for (const { task } of steps) {
      if (!task || !PACKAGE_TYPES.includes(task.type)) continue
      const state = paramOf(task, 'state')
      if (!state || constantText(state) !== 'latest') continue
      yield {
        place: state.place,
        message: '`state: latest` installs whatever version is the newest at the time of the run',
        hint: 'write `state: present`, with a version in the name if it matters which one it is',
      }
    }
  },
}
