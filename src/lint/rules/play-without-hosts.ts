import type { Rule } from '../project/rule.ts'

export const playWithoutHosts: Rule = {
  name: 'play-without-hosts',
  level: 'warn',
  about: 'With `-i`, a play whose `hosts` match nothing in the inventory, if no task can add such hosts.',
  reason: 'A run skips the play and succeeds, so a misspelt group looks like a host that needs no change.',
  examples: {
    bad: `
- hosts: wbe
  tasks:
    - name: Greet
      debug: { msg: hello }
`,
    good: `
- hosts: web
  tasks:
    - name: Greet
      debug: { msg: hello }
`,
  },
  find: project => project.playsWithoutHosts,
}
