import { commandOf } from '../project/command-text.ts'
import type { Rule } from '../project/rule.ts'

export const inlineEnvironment: Rule = {
  name: 'inline-environment',
  level: 'error',
  about: 'A `command` that begins with an assignment, such as `LANG=C sort`.',
  reason:
    'Only a shell understands assignments. Without a shell, `LANG=C` is treated as the name of the program.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Build the index
      command:
        cmd: RAILS_ENV=production /opt/app/bin/reindex
        creates: /var/lib/app/index
`,
    good: `
- hosts: web
  tasks:
    - name: Build the index
      command:
        cmd: /opt/app/bin/reindex
        creates: /var/lib/app/index
      environment: { RAILS_ENV: production }
`,
  },
  find: function* ({ steps }) {
    for (const step of steps) {
      const command = commandOf(step)
      const [first = ''] = command?.words ?? []
      const [, name] = /^([A-Za-z_]\w*)=/.exec(first) ?? []
      if (command?.type !== 'command' || name === undefined) continue
      yield {
        place: command.place,
        message: `\`command\` treats \`${name}=…\` as the name of a program`,
        hint: `set \`environment: {${name}: …}\` on the task`,
      }
    }
  },
}
