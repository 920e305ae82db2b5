import type { Found } from '../project/found.ts'
import type { LintProject } from '../project/lint-project.ts'
import { keyword, type LintLevel } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { entriesOf, isOff, isOn } from '../project/written.ts'

export const partialBecome: Rule = {
  name: 'partial-become',
  level: 'error',
  about: '`become_user` without `become: true` on the same level or an outer level.',
  reason: 'The task would run as the login user and not as the named user.',
  examples: {
    bad: `
- hosts: db
  tasks:
    - name: Back up the database
      command: pg_dumpall --file /var/backups/all.sql
      changed_when: true
      become_user: postgres
`,
    good: `
- hosts: db
  tasks:
    - name: Back up the database
      command: pg_dumpall --file /var/backups/all.sql
      changed_when: true
      become: true
      become_user: postgres
`,
  },
  find: function* (project) {
    if (setsBecome(project)) return
    for (const level of project.plays) {
      const own = userOf(level)
      if (own && !mayBecome(level) && !isBecomeLater(level, project)) yield own
    }
    for (const step of project.steps) {
      const own = userOf(step)
      const { levels, isComplete } = project.above(step)
      if (own && isComplete && ![...levels].some(mayBecome) && !isBecomeLater(step, project)) yield own
    }
  },
}

function userOf(level: LintLevel): Found | undefined {
  const entry = level.keywords.get('become_user')
  if (!entry) return undefined
  return {
    place: entry.keyPlace,
    message: '`become_user` has no effect: nothing sets `become`',
    hint: 'add `become: true`',
  }
}

/** Returns whether a level may set `become` to true. */
function mayBecome(level: LintLevel): boolean {
  const become = keyword(level, 'become')
  return become !== undefined && !isOff(become)
}

/** Returns whether a level inside this one sets `become`: then the user may be meant for that level. */
function isBecomeLater(level: LintLevel, { steps, above }: LintProject): boolean {
  if (level.kind === 'task') return false
  return steps.some(step => step !== level && mayBecome(step) && above(step).levels.has(level))
}

/** Returns whether the inventory, a variable or the settings of the project set `become`. */
function setsBecome({ definitions, files }: LintProject): boolean {
  const isVariable = definitions.some(
    ({ name, by }) => name === 'ansible_become' || (name === 'become' && by === 'inventory'),
  )
  const settings = files.filter(({ kind }) => kind === 'settings').map(({ source }) => source)
  return isVariable || settings.some(source => isOn(new Map(entriesOf(source)).get('become')?.value))
}
