import { literalText } from '../../evaluation/literal-text.ts'
import { bareName, namesOfHandler, notifiedBy } from '../project/handler-names.ts'
import type { Rule } from '../project/rule.ts'
import { constantText } from '../project/written.ts'

export const unusedHandler: Rule = {
  name: 'unused-handler',
  level: 'warn',
  about: 'A handler that no task notifies, or that has no name.',
  reason: 'The handler never runs, so the service that it should restart keeps its old configuration.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Configure the site
      copy: { src: site.conf, dest: /etc/site.conf, mode: "0644" }
  handlers:
    - name: Reload site
      systemd: { name: site, state: reloaded }
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
  find: function* ({ steps }) {
    const notified = steps.flatMap(notifiedBy)
    const names = new Set(notified.flatMap(source => constantText(source) ?? []).map(bareName))
    // A template in `notify` may mean any handler whose name starts with the text before its first expression.
    const starts = notified.flatMap(source =>
      source.kind === 'scalar' && constantText(source) === undefined
        ? [(literalText(source, '\u0000') ?? '').split('\u0000')[0] ?? '']
        : [],
    )
    for (const step of steps) {
      if (!step.isHandler || step.kind === 'include' || step.enclosing.some(({ kind }) => kind === 'block'))
        continue
      const own = namesOfHandler(step)
      if (own === undefined) continue
      const isNotified = own.some(name => names.has(name) || starts.some(start => name.startsWith(start)))
      if (isNotified) continue
      yield {
        place: step.place,
        message: own.length === 0 ? 'the handler has no name' : `no task notifies the handler \`${own[0]}\``,
        hint: 'add `notify` to a task, or remove the handler',
      }
    }
  },
}
