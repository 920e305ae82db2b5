import { commandOf, pipelinesOf } from '../project/command-text.ts'
import type { Rule } from '../project/rule.ts'
import { taskTypeFor } from '../project/task-type-for.ts'

export const commandInsteadOfTask: Rule = {
  name: 'command-instead-of-task',
  level: 'warn',
  about: 'A command such as `apt-get install`, `systemctl restart` or `mkdir`, for which a task type exists.',
  reason: 'A task type changes only what differs. Dry runs, plans and `run verify` can predict its changes.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Create the folder of the site
      command:
        cmd: mkdir /srv/site
        creates: /srv/site
`,
    good: `
- hosts: web
  tasks:
    - name: Create the folder of the site
      file: { path: /srv/site, state: directory, mode: "0755" }
`,
  },
  find: function* ({ steps, typeNames }) {
    for (const step of steps) {
      const command = commandOf(step)
      if (!command?.words || !isSingle(command)) continue
      const type = taskTypeFor(command.words)
      if (type === undefined || !typeNames.includes(type)) continue
      yield {
        place: command.place,
        message: `\`${type}\` does what \`${command.words[0]}\` does here`,
        hint: `use the task type \`${type}\`: \`run doc ${type}\` shows its params`,
      }
    }
  },
}

/** Returns whether it is a single command, not a script. */
function isSingle({ type, text }: { readonly type: string; readonly text: string }): boolean {
  if (type === 'command') return true
  const pipelines = pipelinesOf(text.trim())
  return pipelines?.length === 1 && pipelines[0]?.stages.length === 1 && !/[<>]/.test(text)
}
