import { isSettingVariable } from '../../engine/variables/setting-names.ts'
import type { DefinedBy, Definition } from '../project/definitions.ts'
import type { Rule } from '../project/rule.ts'

/**
 * Where variables are set whose readers are all in the project. Params are left out, since they may be meant for a
 * role outside of it.
 */
const READ_HERE: readonly DefinedBy[] = [
  'play',
  'step',
  'role defaults',
  'role vars',
  'file',
  'set_fact',
  'prompt',
]

export const unusedVariable: Rule = {
  name: 'unused-variable',
  level: 'warn',
  about:
    'A variable of a play, task, role or `set_fact` that no expression or template of the project reads.',
  reason:
    'A change to the variable has no effect. Often, the name is misspelt in the place that should read it.',
  examples: {
    bad: `
- hosts: web
  vars:
    site_prot: 8080
  tasks:
    - name: Show where the site is
      debug: { msg: "The site is at {{inventory_hostname}}" }
`,
    good: `
- hosts: web
  vars:
    site_port: 8080
  tasks:
    - name: Show where the site is
      debug: { msg: "The site is at {{inventory_hostname}}:{{site_port}}" }
`,
  },
  find: function* ({ definitions, isUsed, isRepeated, above }) {
    for (const definition of definitions) {
      const { name, place, value } = definition
      if (value && isRepeated(value)) continue
      if (!isReadHere(definition) || isUsed(name)) continue
      // A role that no play of the project uses may set it for plays outside of the project.
      const { by, level } = definition
      if (by === 'set_fact' && level && !above(level).isComplete) continue
      yield { place, message: `nothing reads the variable \`${name}\``, hint: 'remove it, or check the name' }
    }
  },
}

function isReadHere({ name, by }: Definition): boolean {
  return READ_HERE.includes(by) && !isSettingVariable(name)
}
