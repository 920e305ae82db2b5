import { plainName } from '../../playbook/keywords/collections.ts'
import { keyword, type LintLevel } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText, isOn } from '../project/written.ts'

export const runOnceFree: Rule = {
  name: 'run-once-free',
  level: 'error',
  about: '`run_once` in a play with `strategy: free` or `host_pinned`.',
  reason: 'Other hosts do not wait for the task. They may need its result before it has run.',
  examples: {
    bad: `
- hosts: web
  strategy: free
  tasks:
    - name: Migrate the database
      command: { cmd: /opt/app/bin/migrate, unless: /opt/app/bin/migrate --check }
      run_once: true
`,
    good: `
- hosts: web
  tasks:
    - name: Migrate the database
      command: { cmd: /opt/app/bin/migrate, unless: /opt/app/bin/migrate --check }
      run_once: true
`,
  },
  find: function* ({ steps, above }) {
    for (const step of steps) {
      const once = step.keywords.get('run_once')
      if (!once || (!isOn(once.value) && constantText(once.value) !== 'play')) continue
      const strategy = [...above(step).levels].map(strategyOf).find(each => each !== undefined)
      if (strategy === undefined) continue
      yield {
        place: once.keyPlace,
        message: `\`run_once\` in a play with \`strategy: ${strategy}\`: hosts do not wait for each other`,
        hint: 'move the task to a separate play with `strategy: linear`',
      }
    }
  },
}

function strategyOf(level: LintLevel): string | undefined {
  const strategy = plainName(constantText(keyword(level, 'strategy')) ?? '')
  return strategy === 'free' || strategy === 'host_pinned' ? strategy : undefined
}
