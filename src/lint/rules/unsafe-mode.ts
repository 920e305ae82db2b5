import { paramOf } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText } from '../project/written.ts'

export const unsafeMode: Rule = {
  name: 'unsafe-mode',
  level: 'error',
  about: 'A mode that lets every user of the host write the file, such as `0777`.',
  reason: 'Any account can then replace the content, including the account of a compromised service.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Create the folder of uploads
      file: { path: /srv/uploads, state: directory, mode: "0777" }
`,
    good: `
- hosts: web
  tasks:
    - name: Create the folder of uploads
      file: { path: /srv/uploads, state: directory, owner: www-data, mode: "0755" }
`,
  },
  find: function* ({ steps }) {
    for (const { task } of steps) {
      if (!task) continue
      for (const param of ['mode', 'directory_mode']) {
        const mode = paramOf(task, param)
        const text = constantText(mode)
        if (!mode || text === undefined || !isWritableByAll(text)) continue
        yield {
          place: mode.place,
          message: `with the mode \`${text}\`, every user of the host can write`,
          hint: 'set an owner and a group, and allow only them to write',
        }
      }
    }
  },
}

/** Returns whether all users may write. With the sticky bit that is safe for a folder, as for `/tmp`. */
function isWritableByAll(mode: string): boolean {
  const [, special = '', last = ''] = /^0?o?([0-7]?)[0-7]{2}([0-7])$/.exec(mode) ?? []
  if (last !== '') return (Number(last) & 2) !== 0 && (Number(special) & 1) === 0
  return (
    mode.split(',').some(clause => /^(?:[ug]*[oa][ugoa]*)?[+=][rxXst]*w/.test(clause)) &&
    !/\+[rwxX]*t/.test(mode)
  )
}
