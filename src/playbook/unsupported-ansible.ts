import { InputError, type Place, type Source } from '../errors.ts'
import { asExpression, asTemplate, type Said } from '../jinja/say.ts'
import { isTemplated } from '../yaml/describe.ts'
import type { Reading } from './keywords/context.ts'
import { type Keywords, plainName } from './keywords/keywords.ts'

/** Keywords of Ansible's that Drover does without, and what to do instead. */
const KEYWORDS: Readonly<Record<string, string>> = {
  action: 'write the task type as a key, such as `copy:`, with its params below',
  async: 'remove it; `timeout` bounds a long task, and a service belongs in a `systemd` unit',
  become_exe: 'remove it; `become_method` is `sudo`, `su` or `doas`, found in PATH',
  collections: 'remove it: task types have no namespace',
  debugger: 'remove it; `--start-at-task` starts at a given task',
  delegate_facts: 'remove it: facts always belong to the host they come from',
  fact_path: 'remove it; read files and program output with `probe`',
  gather_subset: 'remove it: facts are few, and gathered when something refers to them',
  gather_timeout: 'remove it: facts are few, and gathered when something refers to them',
  include: 'use `import_tasks`, `include_tasks` or `import_playbook`',
  local_action: 'write the task type as a key, with `delegate_to: localhost` below',
  module_defaults: 'repeat the params in each task, or share them with a YAML anchor',
  poll: 'remove it; `timeout` bounds a long task',
  su: 'use `become: true` and `become_method: su`',
  su_user: 'use `become: true` and `become_user`',
  sudo: 'use `become: true`',
  sudo_user: 'use `become: true` and `become_user`',
  vars_prompt: 'give the value with `-e name=value`, or as `!secret {env: NAME}` in `vars`',
}

const GUARDED = 'use `command` with `unless`, or write a task type of your own in `tasks/`'

/** Modules of Ansible's that Drover has under another name, or does without. */
const MODULES: Readonly<Record<string, string>> = {
  add_host: 'list the host in the inventory',
  alternatives: GUARDED,
  apt_key: 'use `get_url` for a key file in /etc/apt/keyrings',
  apt_repository: 'use `copy` for a file in /etc/apt/sources.list.d, then `apt` with `update_cache`',
  archive: 'use `command` with `creates`',
  assemble: 'use `template`',
  async_status: 'use `until` on a task that checks for it',
  deb822_repository: 'use `copy` for a file in /etc/apt/sources.list.d',
  debconf: GUARDED,
  docker_container: GUARDED,
  expect: 'use `command` with `stdin`',
  firewalld: GUARDED,
  gather_facts:
    'remove it: facts are gathered when something refers to them; `gather_facts: true` on the play gathers at once',
  git: 'use `command: git clone URL DIR` with `creates`, and `command: git -C DIR pull --ff-only` to update it; use `unarchive` for a release',
  group_by: 'list the groups in the inventory',
  htpasswd: GUARDED,
  include_vars: 'use `vars_files` on the play',
  ini_file: 'use `template` for the whole file, or `lineinfile` for its lines',
  iptables: GUARDED,
  locale_gen: GUARDED,
  modprobe: 'use `copy` for a file in /etc/modules-load.d, and `command: modprobe NAME` with `unless`',
  mount: 'use `copy` for a `.mount` unit, then `systemd`',
  mysql_db: GUARDED,
  mysql_user: GUARDED,
  npm: GUARDED,
  package_facts: 'use `probe`',
  pip: GUARDED,
  postgresql_db: GUARDED,
  postgresql_user: GUARDED,
  rpm_key: GUARDED,
  seboolean: GUARDED,
  selinux: GUARDED,
  service: 'use `systemd`',
  service_facts: 'use `probe` with `systemctl`',
  setup:
    'remove it: facts are gathered when something refers to them; `gather_facts: true` on the play gathers at once',
  synchronize: 'use `copy`',
  systemd_service: 'use `systemd`',
  sysvinit: 'use `systemd`',
  timezone: 'use `command: timedatectl set-timezone NAME` with `unless`',
  ufw: GUARDED,
  wait_for_connection:
    'remove it: lost connections are reopened; to wait for a port, delegate `wait_for` to localhost',
  yum: 'use `dnf`, or `package`',
  yum_repository: 'use `copy` for a file in /etc/yum.repos.d',
}

/** Notes an error for each keyword of Ansible's that Drover does without; such are gone from what is returned. */
export function refuseUnsupported(keywords: Keywords, reading: Reading): Keywords {
  const kept = new Map(keywords)
  for (const [key, { keyPlace, value }] of keywords) {
    if (reading.taskTypes.includes(key)) continue
    const hint = key.startsWith('with_') ? loopFor(key, value) : hintFor(plainName(key))
    if (hint === undefined) continue
    reading.problems.push(
      new InputError(`\`${key}\` is an Ansible keyword that Drover does not have`, { place: keyPlace, hint }),
    )
    kept.delete(key)
    // It belongs to the loop that is refused.
    if (key.startsWith('with_') && !keywords.has('loop')) kept.delete('loop_control')
  }
  return kept
}

/** The error for a module of Ansible's that Drover does without, if it is one. */
export function unsupportedModule(key: string, place: Place): InputError | undefined {
  const name = plainName(key)
  if (!Object.hasOwn(MODULES, name)) return undefined
  return new InputError(`\`${key}\` is an Ansible module that Drover does not have`, {
    place,
    hint: MODULES[name],
  })
}

function hintFor(key: string): string | undefined {
  return Object.hasOwn(KEYWORDS, key) ? KEYWORDS[key] : undefined
}

/** What a loop of Ansible's is as `loop:`; `with_items` puts the items of inner lists in their place, `loop` does not. */
function loopFor(key: string, value: Source): string {
  const name = key.replace(/^with_(?:ansible\.builtin\.)?/, '')
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    const shown = loopOver(name, value.value)
    return shown === undefined ? LOOPS : `write \`loop: ${shown}\``
  }
  if (value.kind !== 'list' || !['items', 'list', 'flattened'].includes(name)) return LOOPS
  if (name === 'list' || value.items.every(item => item.kind !== 'list' && !isTemplated(item)))
    return 'write `loop:` instead, with the same list'
  return `write \`loop:\` with one flat list, and join lists from variables with \`concat\``
}

const LOOPS = 'use `loop:` with a list, or `loop: !expr` with an expression that returns one'

/** The value of `loop:`, in YAML, for that of a loop of Ansible's; undefined if there are no words for it. */
function loopOver(name: string, value: string): string | undefined {
  const inner =
    /^\s*\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(value)?.[1] ?? (value.includes('{{') ? undefined : value)
  const list = inner?.trim()
  if (list === undefined) return undefined
  if (name === 'dict' && /^[A-Za-z_][\w.[\]'"-]*$/.test(list))
    return textOf(asExpression(`${list} | dict2items`), text => `!expr '${text}'`)
  if (!['items', 'list', 'flattened'].includes(name)) return undefined
  const whole = name === 'list' ? list : `(${list}) | flatten`
  return (
    textOf(asTemplate(whole), text => `"{{ ${text.replaceAll('"', '\\"')} }}"`) ??
    textOf(asExpression(whole), text => `!expr '${text}'`)
  )
}

/** A single quote would end the text in YAML. */
function textOf(said: Said | undefined, quoted: (text: string) => string): string | undefined {
  if (!said || !('text' in said)) return undefined
  const text = quoted(said.text)
  return text.startsWith('!expr') && said.text.includes("'") ? undefined : text
}
