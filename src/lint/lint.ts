import { dirname, join, relative, sep } from 'node:path'
import type { InputError, Place } from '../errors.ts'
import { openTaskFolders } from '../load-task-types.ts'
import type { Known } from '../playbook/keywords/context.ts'
import { rolesPath } from '../playbook/roles/find-role.ts'
import { taskFileWarnings } from '../task-file-warnings.ts'
import { findDialects } from '../yaml/dialects.ts'
import type { Dialect } from '../yaml/reading.ts'
import { type Allowance, readAllowances } from './allow.ts'
import { readLintConfig } from './config.ts'
import type { Found } from './project/found.ts'
import type { LintProject } from './project/lint-project.ts'
import { readProject } from './project/read-project.ts'
import type { Level } from './project/rule.ts'
import { undefinedVariable } from './rules/undefined-variable.ts'
import { RULES } from './rules.ts'
import { syntaxErrors } from './syntax.ts'

/** The options of `run lint`. */
export interface LintOptions {
  /** The folder of the project, an absolute path. */
  readonly folder: string
  /** The files and folders whose findings are reported, as absolute paths; if empty, all findings are. */
  readonly paths: readonly string[]
  /** The folders of task types, those of the project first. */
  readonly taskFolders: readonly string[]
  readonly dialect?: Dialect | undefined
  /** Decrypts files of variables; if absent, encrypted files are not read. */
  readonly decrypt?: Known['decrypt']
  readonly checkWithInventory?: (playbook: string) => Promise<InventoryCheck>
}

/** The findings of the preflight of a playbook with an inventory: errors, and plays whose `hosts` match nothing. */
export interface InventoryCheck {
  readonly errors: readonly InputError[]
  readonly withoutHosts: readonly InputError[]
}

/** A finding of a rule, with the level at which it is reported. */
export interface Finding extends Found {
  readonly rule: string
  readonly level: Exclude<Level, 'off'>
}

/** The result of a lint, with findings sorted by file and line. */
export interface LintResult {
  readonly findings: readonly Finding[]
  /** Errors for files that are not valid YAML; no rules were checked in them. */
  readonly unreadable: readonly InputError[]
  /** The number of YAML files that were read. */
  readonly fileCount: number
  /** Why a rule was not applied, and warnings about files of task types: one sentence each. */
  readonly notes: readonly string[]
}

/** The built-in rules, which no setting can turn off. */
export const OWN_RULES = {
  syntax:
    'An error that would stop a run before any host is contacted: in keywords, task types, params, templates or expressions.',
  'allow-comment': 'A comment `# drover: allow` without a reason or without a valid rule.',
  'unused-allow': 'A comment `# drover: allow` that has no effect.',
} as const

/** Checks a project. Throws InputError for invalid settings and for paths that do not exist. */
export async function lintProject(options: LintOptions): Promise<LintResult> {
  const { folder, paths, taskFolders, dialect, decrypt, checkWithInventory } = options
  const names = RULES.map(({ name }) => name)
  const { levels, excluded } = readLintConfig(folder, names)
  const types = openTaskFolders(taskFolders)
  const dialects = findDialects({ playbookDir: folder, projectDir: folder }, dialect)
  const known: Known = {
    dialectOf: dialects.of,
    ...(decrypt === undefined ? {} : { decrypt }),
    taskTypes: types.names,
    typesOfRole: ({ name, path }) => types.addRole(name, join(path, 'task_types')),
    rolesPath: rolesPath(folder),
  }
  const { project: read, unreadable } = await readProject({ folder, known, types, excluded })
  const ownRoles = [...read.roles.values()].map(path => dirname(path))
  const searched = [...new Set([...(known.rolesPath ?? []), ...ownRoles])]
  const wrong = await syntaxErrors(read, { ...known, rolesPath: searched }, types)
  const playsWithoutHosts: Found[] = []
  for (const { kind, path } of read.files) {
    if (!checkWithInventory || kind !== 'playbook') continue
    const { errors, withoutHosts } = await checkWithInventory(path)
    wrong.push(...errors)
    playsWithoutHosts.push(...withoutHosts.map(error => foundBy(error, folder)))
  }
  const project = { ...read, playsWithoutHosts }
  const findings = [
    ...wrong.map(error => ({ ...foundBy(error, folder), rule: 'syntax', level: 'error' as const })),
    ...RULES.flatMap(rule => {
      const level = levels.get(rule.name) ?? rule.level
      return level === 'off'
        ? []
        : [...rule.find(project)].map(found => ({ ...found, rule: rule.name, level }))
    }),
  ]
  const isAsked = within(paths)
  const broken = new Set(unreadable.map(({ place }) => place?.file))
  const reported = withAllowances(project, findings, rule => levels.get(rule) === 'off')
  return {
    findings: inOrder(reported).filter(({ place }) => isAsked(place.file) && !broken.has(place.file)),
    unreadable: unreadable.filter(({ place }) => place === undefined || isAsked(place.file)),
    fileCount: project.files.filter(({ path }) => isAsked(path)).length,
    notes: [
      ...(levels.get(undefinedVariable.name) === 'off' ? [] : notesOn(project)),
      ...taskFileWarnings(taskFolders),
    ],
  }
}

function notesOn({ encrypted, folder }: LintProject): string[] {
  if (encrypted.length === 0) return []
  const files = encrypted.map(path => relative(folder, path)).join(', ')
  return [
    `\`${undefinedVariable.name}\` was not applied, because no key decrypts ${files}: give it with \`--identity\` or \`--vault-password-file\``,
  ]
}

function foundBy({ message, hint, place }: InputError, folder: string): Found {
  return {
    place: place ?? { file: folder, line: 1, column: 1 },
    message,
    ...(hint === undefined ? {} : { hint }),
  }
}

function within(paths: readonly string[]): (file: string) => boolean {
  if (paths.length === 0) return () => true
  return file => paths.some(path => file === path || file.startsWith(path.endsWith(sep) ? path : path + sep))
}

/**
 * Removes findings that comments allow. A comment that allows nothing is a finding itself, unless its rule is off.
 */
function withAllowances(
  { files, steps }: LintProject,
  findings: readonly Finding[],
  isOff: (rule: string) => boolean,
): Finding[] {
  const names = RULES.map(({ name }) => name)
  const read = files.map(file => readAllowances(file, steps, names))
  const allowed = read.flatMap(each => each.allowed)
  const used = new Map(allowed.map(each => [each, new Set<string>()] as const))
  const left = findings.filter(({ rule, place, namedAt = place }) => {
    const by = allowed.filter(
      each => each.rules.includes(rule) && (holdsFor(each, place) || holdsFor(each, namedAt)),
    )
    for (const each of by) used.get(each)?.add(rule)
    return by.length === 0
  })
  const faults = read.flatMap(each => each.faults)
  const unused = [...used].flatMap(([{ rules, place }, needed]) =>
    rules.filter(rule => !needed.has(rule) && !isOff(rule)).map(rule => ({ rule, place })),
  )
  return [
    ...left,
    ...faults.map(fault => ({ ...fault, rule: 'allow-comment', level: 'error' as const })),
    ...unused.map(({ rule, place }) => ({
      rule: 'unused-allow',
      level: 'error' as const,
      place,
      message: `the comment allows \`${rule}\`, but that rule finds nothing here`,
      hint: 'remove it',
    })),
  ]
}

function holdsFor({ file, from, to }: Allowance, place: Place): boolean {
  return place.file === file && place.line >= from && place.line <= to
}

/** Sorts findings by file and place, and removes duplicates. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map(finding => {
    const { file, line, column } = finding.place
    return [`${file}:${line}:${column}:${finding.rule}:${finding.message}`, finding] as const
  })
  return [...new Map(keyed).values()].sort(
    ({ place: one }, { place: other }) =>
      compare(one.file, other.file) || one.line - other.line || one.column - other.column,
  )
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
