import { mustBeFlag } from '../base/flag.ts'
import { InputError, type MapSource, type Source } from '../errors.ts'
import { describe } from '../yaml/describe.ts'
import type { VarsSource } from '../yaml/load.ts'
import { attempt } from '../yaml/problems.ts'
import { readTextParams } from './ansible-forms/text-params.ts'
import { type Reading, valueNow, withinImport } from './keywords/context.ts'
import { type Inherited, inherit, STEP_KEYS, varsOf } from './keywords/inherit.ts'
import { type Keywords, refuseKeyword, refuseUnknownKeys, withoutUnused } from './keywords/keywords.ts'
import { type Check, isFlag, isText } from './keywords/values.ts'
import { INCLUDE_KEYS, readInclusion } from './read-include.ts'
import { type ReadSteps, type RoleUse, readRole } from './read-role.ts'
import { INHERITED, roleName, writtenAs } from './read-role-entry.ts'
import { ROLE_FOLDERS, type Role, type RoleFiles, type RoleFolder } from './roles/role.ts'
import type { IncludeStep, Step } from './steps.ts'
import { refuseUnsupported } from './unsupported-ansible.ts'

const FROM = ROLE_FOLDERS.map(folder => `${folder}_from`)
const FLAGS = ['public', 'allow_duplicates', 'rolespec_validate']
const OPTIONS: Readonly<Record<'import_role' | 'include_role', readonly string[]>> = {
  import_role: ['name', 'role', ...FROM, ...FLAGS],
  include_role: ['name', 'role', ...FROM, ...FLAGS, 'apply'],
}

const IMPORT_KEYS = ['import_role', 'name', ...STEP_KEYS]

/** Reads `import_role: {name: web}`: returns the steps of the role and of its dependencies. Throws InputError. */
export function importRole(
  source: MapSource,
  written: Keywords,
  outer: Inherited,
  reading: Reading,
  readSteps: ReadSteps,
): Step[] {
  const keywords = refuseKeyword(
    refuseUnsupported(withoutUnused(source, written), reading),
    'loop',
    '`import_role` cannot loop: it is read once, before the run',
    'use `include_role`',
    reading,
  )
  refuseUnknownKeys(keywords, IMPORT_KEYS, '`import_role`', reading)
  const options = optionsOf('import_role', source, keywords, reading)
  const given = varsOf(keywords, reading)
  const inherited = inherit(outer, keywords, INHERITED, reading)
  const within = withinImport(reading, [...inherited.vars, given], outer.role)
  const files = Object.fromEntries(
    [...options.from].map(([folder, file]) => [folder, roleName(file, within)]),
  )
  const flag = (key: string): boolean | undefined => {
    const source = options.flags.get(key)
    if (!source) return undefined
    return attempt(reading.problems, () =>
      mustBeFlag(key, valueNow(`\`${key}\``, source, within), source.place),
    )
  }
  return readRole(
    {
      ...withinRole(outer.role),
      name: roleName(options.name, within),
      place: options.name.place,
      files,
      given,
      distinction: distinctionOf(files, given),
      allowsDuplicates: flag('allow_duplicates') ?? true,
      isExported: flag('public') ?? true,
      isUnchecked: flag('rolespec_validate') === false,
      inherited: { ...inherited, vars: [...inherited.vars, given].filter(({ size }) => size > 0) },
    },
    reading,
    readSteps,
  )
}

/** Reads `include_role: {name: "{{ item }}"}`, whose role is read when a host reaches the step. */
export function includeRole(
  source: MapSource,
  written: Keywords,
  outer: Inherited,
  reading: Reading,
): IncludeStep {
  const keywords = refuseUnsupported(written, reading)
  refuseUnknownKeys(keywords, ['include_role', ...INCLUDE_KEYS], '`include_role`', reading)
  const { name, from, flags, apply } = optionsOf('include_role', source, keywords, reading)
  const given = varsOf(keywords, reading)
  return {
    ...readInclusion(source, keywords, { file: name, given, ...(apply ? { apply } : {}) }, outer, reading),
    ofRole: { from, flags, given },
  }
}

/**
 * Returns what distinguishes uses of a role: to Ansible, imports and includes with the same files and `vars` are the
 * same use.
 */
function distinctionOf(files: RoleFiles, given: VarsSource): unknown {
  return ['task', files, [...given].map(([name, value]) => [name, writtenAs(value)])]
}

/** The role that an `include_role` names on a host, with its options rendered. */
export interface RoleRef {
  readonly name: string
  readonly files: RoleFiles
  readonly isPublic: boolean
  readonly allowsDuplicates: boolean
  readonly isUnchecked: boolean
}

/** Reads the role that an `include_role` names. `inherited` is what its tasks inherit. Throws InputError. */
export function readIncludedRole(
  { file, ofRole, role }: IncludeStep,
  { name, files, isPublic, allowsDuplicates, isUnchecked }: RoleRef,
  inherited: Inherited,
  reading: Reading,
  readSteps: ReadSteps,
): Step[] {
  const given = ofRole?.given ?? new Map<string, Source>()
  const use: RoleUse = {
    ...withinRole(role),
    name,
    place: file.place,
    files,
    given,
    distinction: distinctionOf(files, given),
    allowsDuplicates,
    isExported: isPublic,
    isUnchecked,
    inherited,
  }
  return readRole(use, reading, readSteps)
}

function withinRole(role: Role | undefined): Pick<RoleUse, 'ancestors' | 'params' | 'isDependency'> {
  return {
    params: new Map(),
    isDependency: false,
    ancestors: role ? [...role.ancestors, role] : [],
  }
}

interface Options {
  readonly name: Source
  readonly from: ReadonlyMap<RoleFolder, Source>
  readonly flags: ReadonlyMap<string, Source>
  readonly apply?: Keywords
}

function optionsOf(
  key: 'import_role' | 'include_role',
  { place }: MapSource,
  keywords: Keywords,
  reading: Reading,
): Options {
  const written = keywords.get(key)?.value
  const value = written && readTextParams(key, written)
  const hint = `such as \`${key}: {name: web}\``
  if (value?.kind !== 'map') {
    throw new InputError(
      `\`${key}\` must be a map with the \`name\` of a role, got ${value ? describe(value) : 'nothing'}`,
      {
        place: value?.place ?? place,
        hint,
      },
    )
  }
  const { entries } = value
  refuseUnknownKeys(entries, OPTIONS[key], `\`${key}\``, reading)
  const name = (entries.get('name') ?? entries.get('role'))?.value
  if (!name) throw new InputError(`\`${key}\` needs the \`name\` of a role`, { place: value.place, hint })
  isText('name', name)
  const given = (names: readonly string[], check: Check): [string, Source][] =>
    names.flatMap(each => {
      const source = entries.get(each)?.value
      if (!source) return []
      return (
        attempt(reading.problems, (): [string, Source][] => {
          check(each, source)
          return [[each, source]]
        }) ?? []
      )
    })
  const apply = entries.get('apply')?.value
  if (apply && apply.kind !== 'map')
    throw new InputError(`\`apply\` must be a map of keywords, got ${describe(apply)}`, {
      place: apply.place,
    })
  if (apply) refuseUnknownKeys(apply.entries, STEP_KEYS, '`apply`', reading)
  return {
    name,
    from: new Map(
      given(FROM, isText).map(([each, source]) => [each.replace('_from', '') as RoleFolder, source]),
    ),
    flags: new Map(given(FLAGS, isFlag)),
    ...(apply ? { apply: apply.entries } : {}),
  }
}
