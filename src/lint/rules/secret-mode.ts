import type { Place, Source } from '../../errors.ts'
import { literalText } from '../../evaluation/literal-text.ts'
import { type LintTask, paramOf } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText } from '../project/written.ts'

const WRITERS = ['copy', 'template', 'get_url', 'assemble']

/** Names of files that usually contain private keys or passwords. */
const SECRET_FILE =
  /(\.key|-key\.pem|privkey\.pem|\.p12|\.pfx|\.keytab|\/id_(rsa|dsa|ecdsa|ed25519)|\/\.(pgpass|netrc|my\.cnf)|\/(secrets?|credentials|passwords?)(\.\w+)?)$/

export const secretMode: Rule = {
  name: 'secret-mode',
  level: 'error',
  about:
    'A private key or a secret that is written to a file without a mode, or with a mode that lets every user read it.',
  reason: 'Every user of the host can read a new file that is created without a mode.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Install the key
      copy: { src: site.key, dest: /etc/ssl/private/site.key, owner: root }
`,
    good: `
- hosts: web
  tasks:
    - name: Install the key
      copy: { src: site.key, dest: /etc/ssl/private/site.key, owner: root, mode: "0600" }
`,
  },
  find: function* ({ steps }) {
    for (const { task } of steps) {
      const fault = task && WRITERS.includes(task.type) && isSecretFile(task) ? faultOf(task) : undefined
      if (fault) yield { ...fault, hint: 'set `mode: "0600"`, or `"0640"` with the group that reads it' }
    }
  },
}

function isSecretFile(task: LintTask): boolean {
  const content = paramOf(task, 'content')
  if (content && content.kind !== 'list' && content.tag === '!secret') return true
  const dest = paramOf(task, 'dest', 'path')
  return dest?.kind === 'scalar' && SECRET_FILE.test(literalText(dest, 'x') ?? '')
}

function faultOf(task: LintTask): { readonly place: Place; readonly message: string } | undefined {
  const mode = paramOf(task, 'mode')
  if (!mode) return { place: task.typePlace, message: 'a secret is written without a mode' }
  return isReadableByAll(mode)
    ? {
        place: mode.place,
        message: `with the mode \`${constantText(mode)}\`, every user of the host can read the secret`,
      }
    : undefined
}

function isReadableByAll(mode: Source): boolean {
  const text = constantText(mode) ?? ''
  const [, last] = /^[0-7]{2,3}([0-7])$/.exec(text) ?? []
  if (last !== undefined) return (Number(last) & 4) !== 0
  return text.split(',').some(clause => /^[ug]*[oa][ugoa]*[+=][wxXst]*r/.test(clause))
}
