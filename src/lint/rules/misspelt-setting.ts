import { editDistance, suggest } from '../../base/suggest.ts'
import { SETTING_VARIABLES } from '../../engine/variables/setting-names.ts'
import type { Rule } from '../project/rule.ts'

export const misspeltSetting: Rule = {
  name: 'misspelt-setting',
  level: 'warn',
  about:
    'A variable of the inventory that nothing reads, and whose name is almost that of a connection setting.',
  reason: 'A misspelt setting has no effect: Drover connects to the host without it.',
  examples: {
    path: 'inventory/hosts.yml',
    bad: `
web:
  hosts:
    web1: { adress: 192.0.2.10 }
`,
    good: `
web:
  hosts:
    web1: { address: 192.0.2.10 }
`,
  },
  find: function* ({ definitions, isUsed }) {
    for (const { name, by, place } of definitions) {
      if (by !== 'inventory' || SETTING_VARIABLES.includes(name) || isUsed(name)) continue
      const near = suggest(name, SETTING_VARIABLES)
      // Only one letter may differ, and a plural such as `users` may be meant as it is.
      if (near === undefined || editDistance(name, near) > 1 || name === `${near}s`) continue
      yield {
        place,
        message: `nothing reads the variable \`${name}\``,
        hint: `did you mean \`${near}\`?`,
      }
    }
  },
}
