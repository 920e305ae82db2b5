import type { Place } from '../../errors.ts'
import { KNOWN_FACTS } from '../../remote/facts/known.ts'
import type { Definition } from '../project/definitions.ts'
import type { Found } from '../project/found.ts'
import type { LintProject } from '../project/lint-project.ts'
import { keyword, type LintLevel, type LintStep } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText, entriesOf } from '../project/written.ts'

export const shadowedVariable: Rule = {
  name: 'shadowed-variable',
  level: 'warn',
  about: 'A loop variable or result that hides another variable, and a variable that hides a fact.',
  reason: 'The same name means two things. Which of them a line reads depends on its place in the file.',
  examples: {
    bad: `
- hosts: web
  vars:
    site: shop
  tasks:
    - name: Create the folders of the sites
      file: { path: "/srv/{{site}}", state: directory, mode: "0755" }
      loop: [blog, wiki]
      loop_control: { loop_var: site }
`,
    good: `
- hosts: web
  vars:
    site: shop
  tasks:
    - name: Create the folders of the sites
      file: { path: "/srv/{{site}}/{{part}}", state: directory, mode: "0755" }
      loop: [blog, wiki]
      loop_control: { loop_var: part }
`,
  },
  find: function* (project) {
    for (const step of project.steps) yield* hiddenByLoop(step, project)
    for (const definition of project.definitions) {
      if (definition.by === 'register') yield* hiddenByResult(definition, project)
      if (FACTS.has(definition.name) && definition.by !== 'inventory')
        yield found(definition, `\`${definition.name}\` hides the fact with the same name`)
    }
  },
}

const FACTS: ReadonlySet<string> = new Set([...KNOWN_FACTS.keys()].map(name => `ansible_${name}`))

function* hiddenByLoop(step: LintStep, { above }: LintProject): Iterable<Found> {
  const own = loopVarOf(step)
  if (!own) return
  const { name, place } = own
  for (const level of above(step).levels) {
    if (level === step) continue
    const isLoop = loopVarOf(level)?.name === name
    if (!isLoop && !varsOf(level).includes(name)) continue
    const what = isLoop
      ? `that of the ${level.kind} around it`
      : `the variable \`${name}\` of the ${level.kind} around it`
    yield {
      place,
      message: `the loop variable \`${name}\` hides ${what}`,
      hint: 'choose another name with `loop_control: {loop_var: …}`',
    }
    return
  }
}

/**
 * Returns the loop variable of a level, and where it is named, or otherwise where the loop is; undefined if it has no
 * loop.
 */
function loopVarOf(level: LintLevel): { readonly name: string; readonly place: Place } | undefined {
  const loop = level.keywords.get('loop')
  if (!loop) return undefined
  const written = new Map(entriesOf(keyword(level, 'loop_control'))).get('loop_var')?.value
  return { name: constantText(written) ?? 'item', place: written?.place ?? loop.keyPlace }
}

function varsOf(level: LintLevel): string[] {
  return entriesOf(keyword(level, 'vars')).map(([name]) => name)
}

/**
 * Finds a `register` with the name of a variable in `vars`: it replaces a variable of the play for all later tasks,
 * and is hidden by one in the `vars` of the task.
 */
function* hiddenByResult(definition: Definition, { above }: LintProject): Iterable<Found> {
  const { name, level } = definition
  if (level === undefined || level.kind === 'play') return
  const enclosing = [...above(level).levels].find(each => varsOf(each).includes(name))
  if (enclosing)
    yield found(definition, `the result \`${name}\` has the name of a variable of the ${enclosing.kind}`)
}

function found({ place }: Definition, message: string): Found {
  return { place, message, hint: 'choose another name' }
}
