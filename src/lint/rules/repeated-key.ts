import { repeatedKeys } from '../../yaml/repeated-keys.ts'
import type { Rule } from '../project/rule.ts'

export const repeatedKey: Rule = {
  name: 'repeated-key',
  level: 'error',
  about: 'In the dialect of Ansible, a key that occurs twice in a map.',
  reason:
    "Only the last value is used. Ansible prints a warning, and in Drover's own language this is an error.",
  examples: {
    dialect: 'ansible',
    bad: `
- hosts: web
  tasks:
    - name: Stop the site
      ansible.builtin.systemd:
        name: site
        state: started
        state: stopped
`,
    good: `
- hosts: web
  tasks:
    - name: Stop the site
      ansible.builtin.systemd:
        name: site
        state: stopped
`,
  },
  find: function* ({ files }) {
    for (const { text, path, isAnsible } of files) {
      if (!isAnsible) continue
      for (const { name, place } of repeatedKeys(text, path))
        yield {
          place,
          message: `\`${name}\` occurs twice in this map`,
          hint: 'remove one of the two: the last one counts',
        }
    }
  },
}
