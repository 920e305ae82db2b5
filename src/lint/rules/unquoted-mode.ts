import { paramOf } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'

export const unquotedMode: Rule = {
  name: 'unquoted-mode',
  level: 'error',
  about:
    'In the dialect of Ansible, a mode such as `644` without quotes and without a leading zero. `--fix` adds the quotes.',
  reason: 'Drover reads it as `0644`. Ansible reads it as a decimal number, which is the mode `01204`.',
  examples: {
    dialect: 'ansible',
    bad: `
- hosts: web
  tasks:
    - name: Configure the site
      ansible.builtin.copy:
        src: site.conf
        dest: /etc/site.conf
        mode: 644
`,
    good: `
- hosts: web
  tasks:
    - name: Configure the site
      ansible.builtin.copy:
        src: site.conf
        dest: /etc/site.conf
        mode: "0644"
`,
  },
  find: function* ({ steps }) {
    for (const { task, file } of steps) {
      const mode = task && file.isAnsible ? paramOf(task, 'mode') : undefined
      if (
        mode?.kind !== 'scalar' ||
        typeof mode.value !== 'number' ||
        !/^[1-7]?[0-7]{3}$/.test(String(mode.value))
      )
        continue
      const word = `0${mode.value}`
      yield {
        place: mode.place,
        message: `Ansible reads \`${mode.value}\` as a decimal number`,
        hint: `write \`"${word}"\``,
        fix: { place: mode.place, from: String(mode.value), to: word },
      }
    }
  },
}
