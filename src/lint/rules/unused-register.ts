import type { Rule } from '../project/rule.ts'

export const unusedRegister: Rule = {
  name: 'unused-register',
  level: 'warn',
  about: 'A `register` that no expression or template of the project reads.',
  reason:
    'Usually, the name is misspelt in one of the two places, or a condition on the result was forgotten.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Look at the configuration
      stat: { path: /etc/site.conf }
      register: site_conf
`,
    good: `
- hosts: web
  tasks:
    - name: Look at the configuration
      stat: { path: /etc/site.conf }
      register: site_conf
    - name: Fail without a configuration
      fail: { msg: The host has no configuration }
      when: "!site_conf.stat.exists"
`,
  },
  find: function* ({ definitions, isUsed }) {
    for (const { name, place, by } of definitions) {
      if (by !== 'register' || isUsed(name)) continue
      yield { place, message: `nothing reads \`${name}\``, hint: 'remove `register`, or check the name' }
    }
  },
}
