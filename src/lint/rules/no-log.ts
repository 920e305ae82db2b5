import type { Source } from '../../errors.ts'
import { namesIn } from '../../evaluation/referenced-names.ts'
import { isSecret } from '../../yaml/describe.ts'
import type { LintProject } from '../project/lint-project.ts'
import { keyword, type LintStep } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { isSecretName } from '../project/secret-names.ts'

/** Task types whose params are shown in output, or are visible in the host's list of processes. */
const SHOWN = [
  'command',
  'shell',
  'raw',
  'script',
  'debug',
  'uri',
  'lineinfile',
  'blockinfile',
  'replace',
  'copy',
]

export const noLog: Rule = {
  name: 'no-log',
  level: 'warn',
  about: 'A password that is not a `!secret`, in a task without `no_log`.',
  reason:
    'Drover masks only secrets that it knows. Any other password is visible in output, diffs and journals.',
  examples: {
    bad: `
- hosts: db
  vars:
    app_password: "{{env 'APP_PASSWORD'}}"
  tasks:
    - name: Set the password
      command: /opt/app/bin/passwd {{app_password}}
      changed_when: true
`,
    good: `
- hosts: db
  vars:
    app_password: !secret { env: APP_PASSWORD }
  tasks:
    - name: Set the password
      command: /opt/app/bin/passwd {{app_password}}
      changed_when: true
`,
  },
  find: function* (project) {
    for (const step of project.steps) {
      const { task } = step
      if (!task || !SHOWN.includes(task.type)) continue
      const named = namesOf(task.params).find(name => isSecretName(name) && !isMasked(name, project))
      if (named === undefined || isHidden(step, project)) continue
      yield {
        place: task.typePlace,
        message: `\`${named}\` may be shown in the output of the task`,
        hint: 'make it a `!secret` where it is set, or set `no_log: true`',
      }
    }
  },
}

function namesOf(source: Source): string[] {
  try {
    return [...namesIn(source)]
  } catch {
    // A value that does not compile is reported by the syntax check.
    return []
  }
}

/**
 * Returns whether all values of a variable in the project are secrets; a variable without a definition may come from
 * an encrypted file.
 */
function isMasked(name: string, { definitions, encrypted }: LintProject): boolean {
  const own = definitions.filter(each => each.name === name)
  if (own.length === 0) return encrypted.length > 0
  return own.every(({ value }) => value !== undefined && isSecret(value))
}

function isHidden(step: LintStep, { above }: LintProject): boolean {
  return [...above(step).levels].some(level => keyword(level, 'no_log') !== undefined)
}
