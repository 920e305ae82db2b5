import { GIVEN_NAMES } from '../../base/builtin-names.ts'
import { RESERVED, RESERVED_FOR_REGISTER } from '../../playbook/keywords/register.ts'
import type { Definition } from '../project/definitions.ts'
import type { Rule } from '../project/rule.ts'

/** Words that Jinja treats as operators or values. Source: jinja2/lexer.py and parser.py. */
const OF_JINJA = [
  ...['and', 'else', 'false', 'False', 'if', 'in', 'is', 'none', 'None', 'not', 'or', 'true', 'True'],
  ...['caller', 'loop', 'self', 'super', 'varargs'],
]

export const reservedName: Rule = {
  name: 'reserved-name',
  level: 'error',
  about: 'A variable whose name cannot be used in expressions, or that Drover sets itself.',
  reason: 'Its value cannot be used: expressions refuse the name or read another value.',
  examples: {
    bad: `
- hosts: web
  vars:
    namespace: shop
  tasks:
    - name: Show the namespace
      debug: { msg: "{{namespace}}" }
`,
    good: `
- hosts: web
  vars:
    shop_namespace: shop
  tasks:
    - name: Show the namespace
      debug: { msg: "{{shop_namespace}}" }
`,
  },
  find: function* ({ definitions }) {
    for (const definition of definitions) {
      const why = faultOf(definition)
      if (why === undefined) continue
      yield {
        place: definition.place,
        message: `\`${definition.name}\` cannot be the name of a variable: ${why}`,
        hint: `choose another name, such as \`${definition.name}_value\``,
      }
    }
  },
}

function faultOf({ name, by, file }: Definition): string | undefined {
  if (by === 'loop') return undefined
  const words = file.isAnsible ? OF_JINJA : RESERVED
  if (words.includes(name)) return 'expressions read it as a keyword'
  return RESERVED_FOR_REGISTER.includes(name) || GIVEN_NAMES.has(name)
    ? 'Drover sets this variable itself'
    : undefined
}
