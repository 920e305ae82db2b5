import { KNOWN_FACTS } from '../../remote/facts/known.ts'
import type { Definition } from '../project/definitions.ts'
import type { LintProject } from '../project/lint-project.ts'
import { keyword, type LintLevel, type LintStep } from '../project/lint-step.ts'
import type { Found, Rule } from '../project/rule.ts'
import { constantText, entriesOf } from '../project/written.ts'

export const shadowedVariable: Rule = {
  name: 'shadowed-variable',
  level: 'warn',
  about: 'A loop variable or result that hides another variable, and a variable that hides a fact.',
  reason: 'The same name means two things, and which one a line reads depends on where it is.',
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
        yield found(definition, `\`${definition.name}\` hides the fact of that name`)
    }
  },
}

const FACTS: ReadonlySet<string> = new Set([...KNOWN_FACTS.keys()].map(name => `ansible_${name}`))

function* hiddenByLoop(step: LintStep, { above }: LintProject): Iterable<Found> {
  if (!keyword(step, 'loop')) return
  const control = new Map(entriesOf(keyword(step, 'loop_control')))
  const own = control.get('loop_var')
  const name = constantText(own?.value) ?? 'item'
  const place = own?.value.place ?? step.keywords.get('loop')?.keyPlace ?? step.place
  for (const level of above(step).levels) {
    if (level === step) continue
    const outer = loopVarOf(level)
    const isVariable = varsOf(level).includes(name)
    if (outer !== name && !isVariable) continue
    const what =
      outer === name
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

function loopVarOf(level: LintLevel): string | undefined {
  if (!keyword(level, 'loop')) return undefined
  const control = new Map(entriesOf(keyword(level, 'loop_control')))
  return constantText(control.get('loop_var')?.value) ?? 'item'
}

function varsOf(level: LintLevel): string[] {
  return entriesOf(keyword(level, 'vars')).map(([name]) => name)
}

/** A result replaces a variable of the play for all tasks after it; one of the same name in vars of the task hides the result. */
function* hiddenByResult(definition: Definition, { above }: LintProject): Iterable<Found> {
  const { name, level } = definition
  if (level === undefined || level.kind === 'play') return
  const around = [...above(level).levels].find(each => varsOf(each).includes(name))
  if (around)
    yield found(definition, `the result \`${name}\` has the name of a variable of the ${around.kind}`)
}

function found({ place }: Definition, message: string): Found {
  return { place, message, hint: 'choose another name' }
}
