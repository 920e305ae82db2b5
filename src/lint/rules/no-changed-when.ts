import { keyword, paramOf } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'

const COMMANDS = ['command', 'shell', 'raw', 'script']
const GUARDS = ['creates', 'removes', 'unless', 'onlyif']

export const noChangedWhen: Rule = {
  name: 'no-changed-when',
  level: 'warn',
  about:
    'A command that always counts as changed, because it has no `changed_when`, no condition and no guard such as `creates`.',
  reason: 'Every run and every `run verify` then reports this change, so that real changes go unnoticed.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Migrate the database
      command: /opt/app/bin/migrate
`,
    good: `
- hosts: web
  tasks:
    - name: Migrate the database
      command:
        cmd: /opt/app/bin/migrate
        unless: /opt/app/bin/migrate --check
`,
  },
  find: function* ({ steps }) {
    for (const step of steps) {
      const { task, isHandler } = step
      if (!task || !COMMANDS.includes(task.type) || isHandler) continue
      if (GUARDS.some(param => paramOf(task, param))) continue
      if (['changed_when', 'when', 'check_mode'].some(key => keyword(step, key))) continue
      yield {
        place: task.typePlace,
        message: `the \`${task.type}\` counts as changed in every run`,
        hint: 'set `changed_when`, or `creates` or `unless`; for a command that only reads, use `probe`',
      }
    }
  },
}
