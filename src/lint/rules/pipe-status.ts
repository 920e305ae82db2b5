import { commandOf, pipelinesOf } from '../project/command-text.ts'
import { keyword } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { isOff } from '../project/written.ts'

export const pipeStatus: Rule = {
  name: 'pipe-status',
  level: 'warn',
  about: 'A pipe in `shell` without `pipefail`.',
  reason:
    'The exit status of a pipe is the status of its last command. A failure of any other command goes unnoticed.',
  examples: {
    bad: `
- hosts: db
  tasks:
    - name: Dump the database
      shell:
        cmd: pg_dump app | gzip > /var/backups/app.sql.gz
        creates: /var/backups/app.sql.gz
`,
    good: `
- hosts: db
  tasks:
    - name: Dump the database
      shell:
        cmd: set -o pipefail; pg_dump app | gzip > /var/backups/app.sql.gz
        executable: /bin/bash
        creates: /var/backups/app.sql.gz
`,
  },
  find: function* ({ steps }) {
    for (const step of steps) {
      const command = commandOf(step)
      if (command?.type !== 'shell' || command.text.includes('pipefail')) continue
      const failedWhen = keyword(step, 'failed_when')
      if (failedWhen && isOff(failedWhen)) continue
      if (!losesStatus(command.text)) continue
      yield {
        place: command.place,
        message: 'the exit status of the pipe is only the status of its last command',
        hint: 'begin with `set -o pipefail;` and set `executable: /bin/bash`',
      }
    }
  },
}

/** Returns whether a pipe contains a command, other than the last one, that can fail. */
function losesStatus(script: string): boolean {
  const pipelines = pipelinesOf(script) ?? []
  const isIgnored = /\|\|\s*(true|:)\s*$/.test(script)
  return (
    !isIgnored &&
    pipelines.some(({ stages }) => stages.slice(0, -1).some(stage => !/^(echo|printf)\b/.test(stage)))
  )
}
