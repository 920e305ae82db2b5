import { ownValue } from '../../base/own-value.ts'
import type { Source } from '../../errors.ts'
import { readTextParams } from '../../playbook/ansible-forms/text-params.ts'
import { plainName } from '../../playbook/keywords/collections.ts'
import type { Found } from '../project/found.ts'
import type { LintProject } from '../project/lint-project.ts'
import type { LintLevel, LintStep } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText } from '../project/written.ts'

export const oldForm: Rule = {
  name: 'old-form',
  level: 'warn',
  about:
    "Outdated syntax of Ansible: `include`, `action`, `sudo`, `key=value`. In Drover's own language, this includes `with_items` and its variants. `--fix` replaces the syntax if the meaning stays the same.",
  reason: 'Drover accepts this syntax, but editors and the documentation know only the current syntax.',
  examples: {
    bad: `
- hosts: web
  sudo: true
  tasks:
    - name: Install nginx
      apt: { name: nginx, state: present }
`,
    good: `
- hosts: web
  become: true
  tasks:
    - name: Install nginx
      apt: { name: nginx, state: present }
`,
  },
  find: function* ({ plays, steps, typeNames }) {
    for (const level of [...plays, ...steps]) yield* oldKeywords(level, { typeNames })
    for (const step of steps) yield* textParams(step)
  },
}

const RENAMED: Readonly<Record<string, string>> = { sudo: 'become', sudo_user: 'become_user' }

const INSTEAD: Readonly<Record<string, string>> = {
  action: 'write the task type as a key, with its params below',
  local_action: 'write the task type as a key, and `delegate_to: localhost`',
  include: 'write `import_tasks`, or `include_tasks` if the file is known only during the run',
}

function* oldKeywords(level: LintLevel, { typeNames }: Pick<LintProject, 'typeNames'>): Iterable<Found> {
  const { file, written } = level
  for (const [key, { keyPlace, value }] of written.entries) {
    const name = plainName(key)
    if (typeNames.includes(key)) continue
    const word = ownValue(RENAMED, key)
    const hint = ownValue(INSTEAD, name)
    if (word !== undefined && !written.entries.has(word))
      yield { ...found(key, keyPlace, `write \`${word}\``), fix: { place: keyPlace, from: key, to: word } }
    else if (hint !== undefined && level.kind !== 'play') yield found(key, keyPlace, hint)
    else if (key.startsWith('with_') && level.kind !== 'play' && !file.isAnsible)
      yield {
        ...found(key, keyPlace, 'write `loop`, with a function that returns the list'),
        ...(isPlainList(key, value) ? { fix: { place: keyPlace, from: key, to: 'loop' } } : {}),
      }
  }
}

/** Returns whether `loop` would have the same items: none of them may be a list, which `with_items` would flatten. */
function isPlainList(key: string, value: Source): boolean {
  const isForm = key === 'with_items' || key === 'with_list'
  return isForm && value.kind === 'list' && value.items.every(item => constantText(item) !== undefined)
}

/** Finds params that are written as text, such as `src=a dest=b`. */
function* textParams({ task, written }: LintStep): Iterable<Found> {
  if (!task) return
  const entry = [...written.entries].find(
    ([key, { keyPlace }]) => keyPlace === task.typePlace && key !== 'action',
  )
  const [, given] = entry ?? []
  if (given?.value.kind !== 'scalar' || readTextParams(task.type, given.value).kind !== 'map') return
  yield {
    place: given.value.place,
    message: `the params of \`${task.type}\` are written as text`,
    hint: 'write each param on its own line, as `name: value`',
  }
}

function found(key: string, place: Found['place'], hint: string): Found {
  return { place, message: `\`${key}\` is outdated Ansible syntax`, hint }
}
