import { ownValue } from '../base/own-value.ts'
import { InputError, type Place } from '../errors.ts'
import { plainName } from './keywords/collections.ts'
import { isTaskType, type Reading } from './keywords/context.ts'
import type { Keywords } from './keywords/keywords.ts'

/** Keywords of Ansible that Drover does not support, and what to do instead. */
const KEYWORDS: Readonly<Record<string, string>> = {
  become_exe: 'remove it; `become_method` is `sudo`, `su` or `doas`, found in PATH',
  debugger: 'remove it; `--start-at-task` starts at a given task',
  fact_path: 'remove it; facts that a host keeps itself are in `/etc/ansible/facts.d`',
  include: 'use `import_playbook`',
  su: 'use `become: true` and `become_method: su`',
  su_user: 'use `become: true` and `become_user`',
}

const GUARDED = 'use `command` with `unless`, or write a task type of your own in `tasks/`'

/** Modules of Ansible that Drover has under another name or does not support, and what to use instead. */
const MODULES: Readonly<Record<string, string>> = {
  composer: GUARDED,
  docker_compose_v2: 'use `docker_compose`',
  gem: GUARDED,
  snap: GUARDED,
}

/** Removes the keywords of Ansible that Drover does not support, and adds an error to `reading.problems` for each. */
export function refuseUnsupported(keywords: Keywords, reading: Reading): Keywords {
  const kept = new Map(keywords)
  for (const [key, { keyPlace }] of keywords) {
    if (isTaskType(key, reading)) continue
    const hint = key.startsWith('with_') ? LOOPS : ownValue(KEYWORDS, plainName(key))
    if (hint === undefined) continue
    reading.problems.push(
      new InputError(`\`${key}\` is an Ansible keyword that Drover does not have`, { place: keyPlace, hint }),
    )
    kept.delete(key)
    // `loop_control` belongs to the loop that was refused.
    if (key.startsWith('with_') && !keywords.has('loop')) kept.delete('loop_control')
  }
  return kept
}

/** Returns the error for a module of Ansible that Drover does not support; undefined for any other key. */
export function unsupportedModule(key: string, place: Place): InputError | undefined {
  const hint = ownValue(MODULES, plainName(key))
  if (hint === undefined) return undefined
  return new InputError(`\`${key}\` is an Ansible module that Drover does not have`, { place, hint })
}

const LOOPS = 'use `loop:` with a list, or `loop: !expr` with an expression that returns one'
