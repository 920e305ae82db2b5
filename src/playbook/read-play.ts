import { dirname } from 'node:path'
import { InputError, type MapSource, type Source } from '../errors.ts'
import { describe, isNothing, isTemplated, itemsOf } from '../yaml/describe.ts'
import { attempt } from '../yaml/problems.ts'
import { readVarsKeyword } from '../yaml/variables.ts'
import { withoutEmptyKeywords } from './ansible-forms/empty-keywords.ts'
import { withoutOldKeywords } from './ansible-forms/old-keywords.ts'
import { plainName } from './keywords/collections.ts'
import type { Reading } from './keywords/context.ts'
import { type Inherited, inherit, PLAY_KEYS } from './keywords/inherit.ts'
import { type Keywords, keywordsOf, refuseKeyword, refuseUnknownKeys } from './keywords/keywords.ts'
import { isFlag, isListOrTemplate, isNumber, isText, readChoice } from './keywords/values.ts'
import { readRoles, withRoles } from './play-roles.ts'
import { readSteps } from './read-steps.ts'
import type { Play, Step } from './steps.ts'
import { refuseUnsupported } from './unsupported-ansible.ts'
import { readVarsPrompt } from './vars-prompt.ts'

const STRATEGIES = ['linear', 'free', 'host_pinned', 'debug'] as const
const ORDERS = ['inventory', 'sorted', 'reverse_sorted', 'reverse_inventory', 'shuffle'] as const

/** The keywords of a play. */
export const PLAY_KEYWORDS: readonly string[] = [
  'name',
  'hosts',
  'vars',
  'vars_files',
  'vars_prompt',
  'gather_facts',
  'serial',
  'strategy',
  'order',
  'max_fail_percentage',
  'force_handlers',
  'pre_tasks',
  'tasks',
  'post_tasks',
  'handlers',
  'roles',
  ...PLAY_KEYS,
]

const OPTIONAL_KEYWORDS = PLAY_KEYWORDS.filter(key => key !== 'hosts')

/**
 * Reads a play down to its last task. Errors are added to `reading.problems`. Throws InputError if the map is not a
 * play.
 */
export function readPlay(source: MapSource, outer: Inherited, reading: Reading): Play {
  const nonEmpty = withoutEmptyKeywords(source, OPTIONAL_KEYWORDS)
  const written = keywordsOf(withoutOldKeywords(nonEmpty, reading))
  const hosts = written.get('hosts')
  if (!hosts) throw withoutHosts(source, written, reading)
  const keywords = refuseKeyword(
    refuseUnsupported(written, reading),
    'when',
    'a play has no `when`',
    'choose hosts with `hosts:`, or put the tasks in a `block` that has the `when`',
    reading,
  )
  refuseUnknownKeys(keywords, PLAY_KEYWORDS, 'a play', reading)
  const read = <T>(key: string, how: (value: Source) => T): T | undefined => {
    const value = keywords.get(key)?.value
    return value && attempt(reading.problems, () => how(value))
  }
  const vars = read('vars', readVarsKeyword) ?? new Map()
  const playbookDir = dirname(source.place.file)
  const collections = collectionsOf(nonEmpty)
  const within: Reading = { ...reading, vars: new Map([...vars, ...reading.vars]), playbookDir, collections }
  const inherited = withoutDoubt(inherit(outer, keywords, PLAY_KEYS, within), keywords)
  const checked = (key: string, check: (key: string, value: Source) => void): Source | undefined =>
    read(key, value => {
      check(key, value)
      return value
    })
  const steps = (key: string, isHandlers = false): readonly Step[] =>
    read(key, value => readSteps(value, inherited, { ...within, isHandlers })) ?? []
  const ofRoles = read('roles', value => readRoles(value, inherited, within)) ?? []
  const sections = {
    preTasks: steps('pre_tasks'),
    tasks: [...ofRoles, ...steps('tasks')],
    postTasks: steps('post_tasks'),
  }
  return {
    place: source.place,
    hosts: read('hosts', readHosts) ?? hosts.value,
    hostsPlace: hosts.value.place,
    keywords: inherited,
    vars,
    collections,
    prompts: read('vars_prompt', value => readVarsPrompt(value, reading.problems)) ?? [],
    varsFiles: read('vars_files', readVarsFiles) ?? [],
    serial: read('serial', readSerial) ?? [],
    strategy: read('strategy', value => strategyOf(value, within)) ?? 'linear',
    order: read('order', value => readChoice('order', value, ORDERS, within)) ?? 'inventory',
    ...sections,
    ...withRoles(sections, ofRoles, steps('handlers', true)),
    ...present('name', checked('name', isText)),
    ...present('gatherFacts', checked('gather_facts', isFlag)),
    ...present('maxFailPercentage', checked('max_fail_percentage', isNumber)),
    ...present('forceHandlers', checked('force_handlers', isFlag)),
    ...present('anyErrorsFatal', inherited.anyErrorsFatal),
  }
}

/**
 * Returns the collections in which the play's roles are searched for. Ansible also searches them for modules, which
 * Drover names without a collection.
 */
function collectionsOf({ entries }: MapSource): string[] {
  const source = entries.get('collections')?.value
  const items = source ? itemsOf(source) : []
  return items.flatMap(item => (item.kind === 'scalar' && item.value !== null ? [String(item.value)] : []))
}

const SECTIONS = ['pre_tasks', 'tasks', 'post_tasks', 'handlers', 'roles']

/**
 * Removes `bareBecomeUser` if a play's `become_user` may be meant for tasks that set `become`. A file or role that
 * the play uses may contain such tasks.
 */
function withoutDoubt(inherited: Inherited, keywords: Keywords): Inherited {
  const { bareBecomeUser, ...others } = inherited
  const mayBeMeant = SECTIONS.some(key => {
    const steps = keywords.get(key)?.value
    return (
      steps !== undefined &&
      (key === 'roles' ||
        hasKey(steps, ['become', 'import_tasks', 'include_tasks', 'import_role', 'include_role']))
    )
  })
  return bareBecomeUser && mayBeMeant ? others : inherited
}

function hasKey(source: Source, keys: readonly string[]): boolean {
  if (source.kind === 'list') return source.items.some(item => hasKey(item, keys))
  if (source.kind === 'scalar') return false
  return [...source.entries].some(([key, { value }]) => keys.includes(plainName(key)) || hasKey(value, keys))
}

/** Returns the strategy. Drover has no debugger, so `debug` is treated as `linear`. */
function strategyOf(source: Source, reading: Reading): Play['strategy'] {
  const choice = readChoice('strategy', source, STRATEGIES, reading)
  return choice === 'debug' ? 'linear' : choice
}

function present<K extends string>(key: K, value: Source | undefined): { [P in K]?: Source } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: Source })
}

function withoutHosts(source: MapSource, keywords: Keywords, { taskTypes }: Reading): InputError {
  const isTask = [...keywords.keys()].some(key => taskTypes.includes(key) || key === 'block')
  return new InputError('the play has no `hosts`', {
    place: source.place,
    hint: isTask
      ? 'this looks like a task: tasks go below `tasks:` of a play; a file of tasks is for `import_tasks`'
      : 'add the hosts, such as `hosts: all`',
  })
}

/** Returns the host pattern. A list of patterns is joined with commas. */
function readHosts(source: Source): Source {
  if (source.kind === 'scalar' && !isNothing(source) && source.value !== '') return source
  if (source.kind !== 'list' || source.items.length === 0) {
    throw new InputError(`\`hosts\` must be a host pattern or a list of them, got ${describe(source)}`, {
      place: source.place,
      hint: 'such as `hosts: all`',
    })
  }
  for (const item of source.items) isText('hosts', item)
  const patterns = source.items.map(item => (item.kind === 'scalar' ? String(item.value) : ''))
  const isJinja = source.items.some(item => item.kind === 'scalar' && item.dialect === 'ansible')
  return {
    kind: 'scalar',
    value: patterns.join(','),
    place: source.place,
    ...(isJinja ? { dialect: 'ansible' } : {}),
  }
}

function readVarsFiles(source: Source): readonly Source[] {
  if (isNothing(source)) return []
  const items = source.kind === 'list' ? source.items : [source]
  for (const item of items) {
    if (item.kind === 'list') for (const choice of item.items) isText('vars_files', choice)
    else isText('vars_files', item)
  }
  return items
}

function readSerial(source: Source): readonly Source[] {
  if (source.kind === 'scalar') isSize('serial', source)
  else isListOrTemplate('serial', source)
  const items = source.kind === 'list' ? source.items : [source]
  for (const item of items) isSize('serial', item)
  return items
}

function isSize(key: string, source: Source): void {
  if (isTemplated(source)) return
  const text = source.kind === 'scalar' && source.value !== null ? String(source.value) : ''
  if (/^\d+$/.test(text) || /^\d+(\.\d+)?%$/.test(text)) return
  throw new InputError(`\`${key}\` must be a number of hosts or a percentage, got ${describe(source)}`, {
    place: source.place,
    hint: 'such as `1`, `"30%"`, or a list of them',
  })
}
