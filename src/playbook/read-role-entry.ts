import { InputError, type Source } from '../errors.ts'
import { describe, isNothing } from '../yaml/describe.ts'
import type { VarsSource } from '../yaml/load.ts'
import { attempt } from '../yaml/problems.ts'
import { checkName, refuseGiven } from '../yaml/variables.ts'
import { withNewNames } from './ansible-forms/old-keywords.ts'
import { type Reading, valueNow } from './keywords/context.ts'
import { type Inherited, inherit, STEP_KEYS, varsOf } from './keywords/inherit.ts'
import { type Keywords, keywordsOf, refuseKeyword } from './keywords/keywords.ts'
import type { RoleUse } from './read-role.ts'
import { refuseUnsupported } from './unsupported-ansible.ts'

/** Keywords that the tasks of a role inherit. `vars` is not one of them: it is a separate layer. */
export const INHERITED = STEP_KEYS.filter(key => key !== 'vars')

/** The keywords of an entry of `roles` or `dependencies`. Any other key is a param of the role. */
export const ROLE_KEYS: readonly string[] = ['role', 'name', 'vars', 'collections', ...INHERITED]

/** Keywords of tasks, which Ansible would treat as params of the role. */
const OF_TASKS = ['loop', 'register', 'notify', 'listen', 'until', 'changed_when', 'failed_when']

/** Keywords that a role can have in Ansible and that Drover does not support. */
const UNSUPPORTED = ['become_exe', 'debugger', 'su', 'su_user']

/**
 * Reads an entry of `roles` or of `dependencies`: a name, or a map with `role`, keywords and params. Throws
 * InputError if it names no role.
 */
export function readRoleEntry(entry: Source, outer: Inherited, reading: Reading): RoleUse {
  const keywords =
    entry.kind === 'map' ? refuse(keywordsOf(withNewNames(entry, reading)), reading) : new Map()
  const nameSource = entry.kind === 'map' ? nameOf(keywords) : entry
  if (nameSource === undefined || nameSource.kind !== 'scalar' || isNothing(nameSource)) {
    throw new InputError(
      `a role must be a name, or a map with \`role\`, got ${describe(nameSource ?? entry)}`,
      {
        place: (nameSource ?? entry).place,
        hint: 'such as `- web`, or `- role: web`',
      },
    )
  }
  const of = (key: string): unknown => writtenAs(keywords.get(key)?.value)
  const params = paramsOf(keywords, reading)
  return {
    name: roleName(nameSource, reading),
    place: nameSource.place,
    files: {},
    given: varsOf(keywords, reading),
    params,
    distinction: [
      [...params].map(([name, value]) => [name, writtenAs(value)]),
      of('when'),
      of('tags'),
      of('vars'),
    ],
    ancestors: [],
    isExported: true,
    isDependency: false,
    inherited: inherit(outer, keywords, INHERITED, reading),
  }
}

/** Returns the name of a role that is read before the run. Throws InputError. */
export function roleName(source: Source, reading: Reading): string {
  return String(valueNow('the name of a role', source, reading))
}

function nameOf(keywords: Keywords): Source | undefined {
  return (keywords.get('role') ?? keywords.get('name') ?? keywords.get('src'))?.value
}

function refuse(written: Keywords, reading: Reading): Keywords {
  refuseUnsupported(new Map([...written].filter(([key]) => UNSUPPORTED.includes(key))), reading)
  const kept = new Map([...written].filter(([key]) => !UNSUPPORTED.includes(key)))
  const refused = (keywords: Keywords, key: string): Keywords =>
    refuseKeyword(keywords, key, `a role cannot have \`${key}\``, hintFor(key), reading)
  return OF_TASKS.reduce(refused, kept)
}

function hintFor(key: string): string {
  return key === 'loop' ? 'use `include_role` with `loop` below `tasks:`' : 'set it on the tasks of the role'
}

function paramsOf(keywords: Keywords, { problems }: Reading): VarsSource {
  const params = [...keywords].filter(([key]) => !ROLE_KEYS.includes(key))
  for (const [name, { keyPlace }] of params) {
    attempt(problems, () => checkName(name, keyPlace))
    attempt(problems, () => refuseGiven(name, keyPlace, 'a role'))
  }
  return new Map(params.map(([name, { value }]) => [name, value]))
}

/** Returns a value as written, without its place, for comparison. */
export function writtenAs(source: Source | undefined): unknown {
  if (source === undefined) return undefined
  if (source.kind === 'list') return source.items.map(writtenAs)
  if (source.kind === 'map')
    return [source.tag, [...source.entries].map(([key, { value }]) => [key, writtenAs(value)])]
  return [source.tag, source.value]
}
