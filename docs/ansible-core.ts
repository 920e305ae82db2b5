import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WITHOUT_EFFECT } from '../src/ansible-settings-without-effect.ts'
import { playbookCommand } from '../src/cli/commands/playbook.ts'
import { ANSIBLE_SETTINGS } from '../src/cli/options/ansible-settings.ts'
import { InputError, InputErrors } from '../src/errors.ts'
import { IGNORED_KEYWORDS } from '../src/playbook/ansible-forms/old-keywords.ts'
import { loadPlaybook } from '../src/playbook/load.ts'
import { HARMLESS_SETTINGS, READ_SETTINGS, type Setting } from './ansible-cfg-names.ts'
import {
  FLAGS,
  type Flag,
  INVENTORY_PLUGINS,
  KEYWORDS,
  type Level,
  type Note,
  VARIABLES,
} from './ansible-names.ts'

/** The page of what ansible-core has, and where it is in Drover; what the code can be asked for is asked of it. */
export function ansibleCorePage(): string {
  return [
    '# Features of ansible-core, and their support in Drover',
    '',
    '`npm run docs` generates this page, for ansible-core 2.14. "Same" means the same as in Ansible, with the differences in',
    '[Coming from Ansible](from-ansible.md).',
    '',
    '## Keywords',
    '',
    '| keyword | play | role | block | task, handler | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...keywordRows(),
    '',
    '## Special variables',
    '',
    'Facts are listed in [Values](values.md#facts), connection variables in [Coming from Ansible](from-ansible.md#connection-settings).',
    '',
    '| variable | | |',
    '| --- | --- | --- |',
    ...VARIABLES.map(({ name, ...note }) => row(`\`${name}\``, ...wordsOf(note))),
    '',
    '## Inventory plugins',
    '',
    '| plugin | | |',
    '| --- | --- | --- |',
    ...INVENTORY_PLUGINS.map(({ name, ...note }) => row(`\`${name}\``, ...wordsOf(note))),
    '',
    '## Options of `ansible-playbook`',
    '',
    '| option | | |',
    '| --- | --- | --- |',
    ...FLAGS.map(flag => row(flag.names.map(name => `\`${name}\``).join(', '), ...wordsOf(flagNote(flag)))),
    '',
    '## Settings of `ansible.cfg`',
    '',
    'Drover warns about a setting that is "not here" if its value would change the run. All others have no effect.',
    '',
    '| settings | | |',
    '| --- | --- | --- |',
    ...settingRows(),
    '',
  ].join('\n')
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function wordsOf({ status, note = '' }: Note): [string, string] {
  return [status === 'none' ? 'not here' : status, note]
}

/** The settings of `ansible.cfg` that Drover reads. */
export function settingsRead(): readonly Setting[] {
  return [...Object.values(ANSIBLE_SETTINGS), ...READ_SETTINGS]
}

/** The keys of settings in their sections, both in alphabetical order. */
export function keysBySection(settings: readonly Setting[]): Record<string, string[]> {
  const sections = [...new Set(settings.map(({ section }) => section))].sort()
  const keysOf = (name: string): string[] =>
    settings
      .filter(({ section }) => section === name)
      .map(({ key }) => key)
      .sort()
  return Object.fromEntries(sections.map(section => [section, keysOf(section)]))
}

function settingRows(): string[] {
  const shown = (settings: readonly Setting[]): string =>
    Object.entries(keysBySection(settings))
      .map(([section, keys]) => `\`[${section}]\` ${keys.map(key => `\`${key}\``).join(', ')}`)
      .join('; ')
  return [
    row(shown(settingsRead()), 'same', 'see [Settings](from-ansible.md#settings-of-ansible)'),
    ...WITHOUT_EFFECT.map(setting => row(shown([setting]), 'not here', setting.instead)),
    ...Object.entries(HARMLESS_SETTINGS).map(([about, settings]) => row(shown(settings), 'no effect', about)),
  ]
}

const LEVELS: readonly Level[] = ['play', 'role', 'block', 'task']

function keywordRows(): string[] {
  const all = [...new Set(LEVELS.flatMap(level => KEYWORDS.at[level]))].sort()
  return all.map(name => {
    const found = LEVELS.map(level =>
      KEYWORDS.at[level].includes(name) ? refusalOf(level, name) : undefined,
    )
    const cells = found.map((each, at) => {
      if (!KEYWORDS.at[LEVELS[at] as Level].includes(name)) return ''
      if (each !== undefined) return 'not here'
      return IGNORED_KEYWORDS.includes(name) ? 'no effect' : 'same'
    })
    const hint = found.find(each => each !== undefined)
    return row(`\`${name}\``, ...cells, KEYWORDS.notes[name] ?? hint ?? '')
  })
}

/** Why a keyword is refused at a level, or what to do instead; undefined if it is not. What is wrong with its value does not count. */
export function refusalOf(level: Level, name: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'drover-keyword-'))
  try {
    mkdirSync(join(folder, 'roles/r/tasks'), { recursive: true })
    writeFileSync(join(folder, 'roles/r/tasks/main.yml'), '')
    writeFileSync(join(folder, 'site.yml'), sample(level, name))
    loadPlaybook(join(folder, 'site.yml'), { taskTypes: ['debug'], rolesPath: [], render: () => 'x' })
    return undefined
  } catch (error) {
    if (!(error instanceof InputError || error instanceof InputErrors)) throw error
    const errors = error instanceof InputErrors ? error.errors : [error]
    const refused = errors.find(({ message }) => isRefusal(message, name))
    return refused && (refused.hint ?? refused.message)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function isRefusal(message: string, name: string): boolean {
  return (
    message.includes(`\`${name}\``) &&
    /has no keyword|that Drover does not have|cannot have `|neither a task type nor a keyword|^a play has no/.test(
      message,
    )
  )
}

function sample(level: Level, name: string): string {
  const key = SAMPLES[name] ?? `${name}: []`
  if (level === 'play') return `- hosts: all\n${name === 'hosts' ? '' : `  ${key}\n`}`
  if (level === 'role')
    return `- hosts: all\n  roles:\n    - role: r\n${name === 'role' ? '' : `      ${key}\n`}`
  const task = name === 'action' ? key : `debug: {}\n      ${name === 'args' ? 'args: {}' : key}`
  if (level === 'task')
    return `- hosts: all\n  handlers:\n    - ${task}\n  tasks:\n    - ${withoutListen(task)}\n`
  return `- hosts: all\n  tasks:\n    - block: []\n${name === 'block' ? '' : `      ${key}\n`}`
}

/** That is a keyword of handlers. */
function withoutListen(task: string): string {
  return task.replace(/\n\s+listen: .*/, '')
}

/** Values with which a keyword is read for what it is. */
const SAMPLES: Readonly<Record<string, string>> = {
  action: 'action: debug',
  become_user: 'become_user: x',
  listen: 'listen: x',
  name: 'name: x',
  when: 'when: true',
}

/** The status of an option, from the command line itself; its note says what to use if it is none. */
export function flagNote({ names, note }: Flag): Note {
  const { options } = playbookCommand({} as Parameters<typeof playbookCommand>[0])
  const ours = options.flatMap(({ short, long }) => [short, long])
  const known = names.filter(
    name => ours.includes(name) || name === '-h' || name === '--help' || name === '--version',
  )
  if (known.length === 0) return { status: 'none', ...(note === undefined ? {} : { note }) }
  const others = names.filter(name => !known.includes(name)).map(name => `\`${name}\``)
  const missing = others.length === 0 ? [] : [`without ${others.join(', ')}`]
  return { status: 'same', note: [...(note === undefined ? [] : [note]), ...missing].join('; ') }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(import.meta.dirname, 'ansible-core.md'), ansibleCorePage())
