import { basename } from 'node:path'
import { bareName, namesOfHandler, notifiedBy } from '../project/handler-names.ts'
import { includeParams, nameOf, ROLE_INCLUDES } from '../project/include-names.ts'
import type { LintProject } from '../project/lint-project.ts'
import { keyword, type LintStep } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText, listOf } from '../project/written.ts'

export const unknownHandler: Rule = {
  name: 'unknown-handler',
  level: 'error',
  about: 'A `notify` without a matching handler in the play and its roles.',
  reason: 'The run fails only when the task changes something. This may be months after the mistake.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Configure the site
      copy: { src: site.conf, dest: /etc/site.conf, mode: "0644" }
      notify: Reload site
`,
    good: `
- hosts: web
  tasks:
    - name: Configure the site
      copy: { src: site.conf, dest: /etc/site.conf, mode: "0644" }
      notify: Reload site
  handlers:
    - name: Reload site
      systemd: { name: site, state: reloaded }
`,
  },
  find: function* (project) {
    const all = handlersAmong(project.steps)
    if (all === undefined || hasForeignRoles(project)) return
    for (const step of project.steps) {
      // A task that no play of the project uses may notify handlers outside of the project.
      if (!project.above(step).isComplete) continue
      const names = handlersFor(step, project) ?? all
      for (const source of notifiedBy(step)) {
        const name = constantText(source)
        if (name === undefined || names.has(bareName(name)) || names.has(name)) continue
        yield {
          place: source.place,
          message: `there is no handler \`${name}\``,
          hint: 'check the name, or add it below `handlers:`',
        }
      }
    }
  },
}

/**
 * Returns the names of handlers; undefined if the name of one, or a file with handlers, is known only during the run.
 */
function handlersAmong(steps: readonly LintStep[]): ReadonlySet<string> | undefined {
  const handlers = steps.filter(({ isHandler }) => isHandler)
  const isLate = handlers.some(step => step.kind === 'include' && keyword(step, 'include_tasks'))
  const names = handlers.map(namesOfHandler)
  return isLate || names.includes(undefined) ? undefined : new Set(names.flatMap(each => each ?? []))
}

/** Returns the handlers of the play of a step; undefined if the play may have more, from roles or included files. */
function handlersFor(step: LintStep, { steps }: LintProject): ReadonlySet<string> | undefined {
  const [play] = step.enclosing
  if (play?.kind !== 'play' || keyword(play, 'roles')) return undefined
  const own = steps.filter(({ enclosing }) => enclosing[0] === play)
  return own.some(({ kind }) => kind === 'include') ? undefined : handlersAmong(own)
}

/** Returns whether the project uses a role that is not a part of it: the handlers of that role are not known. */
function hasForeignRoles({ plays, steps, roles }: LintProject): boolean {
  const entries = plays.flatMap(play => listOf(keyword(play, 'roles')))
  const names = [
    ...entries.map(entry => nameOf(entry, 'role', 'name')),
    ...steps.flatMap(step =>
      ROLE_INCLUDES.filter(key => keyword(step, key)).map(key =>
        nameOf(includeParams(step, key), 'name', 'role'),
      ),
    ),
  ]
  return names.some(name => name === undefined || !roles.has(basename(name)))
}
