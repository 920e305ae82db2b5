import type { Place, Source } from '../../errors.ts'
import { commandOf } from '../project/command-text.ts'
import type { Found } from '../project/found.ts'
import type { LintProject } from '../project/lint-project.ts'
import { keyword, type LintStep } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { isSecretName, plainSecret } from '../project/secret-names.ts'
import { entriesOf } from '../project/written.ts'

export const plainPassword: Rule = {
  name: 'plain-password',
  level: 'error',
  about: 'A password, token or key in plain text, in a variable, a param, a URL or a command line.',
  reason:
    'Anyone who can read the repository or its history can read the secret, and Drover does not mask it in output.',
  examples: {
    bad: `
- hosts: db
  tasks:
    - name: Create the user of the application
      postgresql_user: { name: app, password: correct-horse }
`,
    good: `
- hosts: db
  tasks:
    - name: Create the user of the application
      postgresql_user:
        name: app
        password: !secret { env: APP_PASSWORD }
`,
  },
  find: function* (project) {
    for (const { name, place, value } of project.definitions) if (value) yield* inNamed(name, place, value)
    for (const step of project.steps) {
      yield* inParams(step, project)
      yield* inCommand(step)
      for (const [name, { keyPlace, value }] of entriesOf(keyword(step, 'environment')))
        yield* inNamed(name.toLowerCase(), keyPlace, value)
    }
    for (const { source, kind } of project.files)
      if (kind !== 'other' && kind !== 'settings') yield* inUrls(source)
  },
}

function* inParams({ task }: LintStep, { types }: LintProject): Iterable<Found> {
  if (!task || task.type === 'set_fact') return
  for (const [param, { keyPlace, value }] of entriesOf(task.params)) {
    // `token` has other meanings too: it counts only if the task type declares the param as a secret.
    const isOther = param === 'token' && types.get(task.type)?.params.shape.token?.meta()?.secret !== true
    if (!isOther) yield* inNamed(param, keyPlace, value)
  }
}

function* inCommand(step: LintStep): Iterable<Found> {
  const command = commandOf(step)
  const [, option] =
    /(--(?:password|passwd|token|secret))[= ](?!\u0000)[^\s'"-]/.exec(command?.text ?? '') ?? []
  if (command && option !== undefined) yield found(command.place, `the value of \`${option}\``)
}

/** Finds plain secrets in a value with this name, or in the entries of a map. */
function* inNamed(name: string, place: Place, value: Source): Iterable<Found> {
  if (value.kind === 'list') for (const item of value.items) yield* inNamed('', item.place, item)
  else if (value.kind === 'map') {
    if (value.tag === '!secret') return
    for (const [key, entry] of value.entries) yield* inNamed(key, entry.keyPlace, entry.value)
  } else if (isSecretName(name) && plainSecret(value) !== undefined) yield found(place, `\`${name}\``)
}

/** Finds passwords before the `@` of a URL. */
function* inUrls(source: Source): Iterable<Found> {
  if (source.kind === 'list') for (const item of source.items) yield* inUrls(item)
  else if (source.kind === 'map') for (const { value } of source.entries.values()) yield* inUrls(value)
  else if (source.tag !== '!secret' && typeof source.value === 'string') {
    const isPlain = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"{}]+:[^\s/@'"{}$<*]+@/i.test(source.value)
    if (isPlain) yield found(source.place, 'the password in the URL')
  }
}

function found(place: Place, what: string): Found {
  return {
    place,
    message: `${what} is in plain text`,
    hint: 'encrypt it with `run secret`, or read it with `!secret {env: NAME}`',
  }
}
