import { commandOf, hasExpression } from '../project/command-text.ts'
import { paramOf } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'

/** Characters with a meaning in a shell: a command without any of them does not need one. */
const OF_SHELL = /[|&;<>()$`*?[\]{}~#!\n\\=]/

/** Commands that exist only inside a shell. */
const BUILT_IN = [
  ...['.', ':', 'alias', 'bg', 'cd', 'command', 'eval', 'exec', 'exit', 'export', 'fg', 'for', 'hash', 'if'],
  ...['jobs', 'read', 'set', 'shift', 'source', 'times', 'trap', 'type', 'ulimit', 'umask', 'unset', 'until'],
  ...['wait', 'while'],
]

export const shellNotNeeded: Rule = {
  name: 'shell-not-needed',
  level: 'warn',
  about: '`shell` for a command without anything that needs a shell.',
  reason: 'A shell reads quotes, wildcards and `$` in the values of variables, which `command` never does.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Build the index
      shell:
        cmd: /opt/app/bin/reindex --all
        creates: /var/lib/app/index
`,
    good: `
- hosts: web
  tasks:
    - name: Build the index
      command:
        cmd: /opt/app/bin/reindex --all
        creates: /var/lib/app/index
`,
  },
  find: function* ({ steps }) {
    for (const step of steps) {
      const command = commandOf(step)
      const { task } = step
      if (!task || command?.type !== 'shell' || paramOf(task, 'executable')) continue
      const [first = ''] = command.words ?? []
      if (hasExpression(command.text) || OF_SHELL.test(command.text) || BUILT_IN.includes(first)) continue
      yield {
        place: task.typePlace,
        message: `\`${first}\` needs no shell`,
        hint: 'write `command` instead of `shell`',
      }
    }
  },
}
