import { dirname, resolve } from 'node:path'
import { InputError, type MapSource, type Source } from '../errors.ts'
import { describe } from '../yaml/describe.ts'
import { loadYamlIfAny, type VarsSource } from '../yaml/load.ts'
import { attempt, throwProblems } from '../yaml/problems.ts'
import { importedFile } from './imported-file.ts'
import { plainName } from './keywords/collections.ts'
import type { Known } from './keywords/context.ts'
import { openReading, type Reading, withinRole } from './keywords/context.ts'
import { type Inherited, inherit, NOTHING_INHERITED } from './keywords/inherit.ts'
import { keywordsOf, refuseUnknownKeys } from './keywords/keywords.ts'
import { readPlay } from './read-play.ts'
import { type RoleRef, readIncludedRole } from './read-role-task.ts'
import { readSteps } from './read-steps.ts'
import type { IncludeStep, Play, Playbook, Step } from './steps.ts'
import { isTyped, readTyped } from './typed/read-typed.ts'
import { refuseUnsupported } from './unsupported-ansible.ts'

/**
 * Reads a playbook with all its imports, down to the last task, so that all wrong keywords and task types are
 * reported together. Throws InputError or InputErrors.
 */
export function loadPlaybook(file: string, known: Known): Playbook {
  const path = resolve(file)
  const reading = openReading(known, path)
  const plays = attempt(reading.problems, () => readPlaybook(path, NOTHING_INHERITED, reading)) ?? []
  throwProblems(reading.problems)
  return { file: path, plays }
}

/**
 * Reads a file of tasks for `include_tasks`. `play` is the play that includes it. Throws InputError or InputErrors.
 */
export function loadTasks(file: string, inherited: Inherited, known: Known, play?: PlayOfFile): Step[] {
  const path = resolve(file)
  const reading = withinRole(openReading(known, path, play && within(play)), inherited.role)
  const source = loadYamlIfAny(path, known)
  const steps = source ? attempt(reading.problems, () => readSteps(source, inherited, reading)) : []
  throwProblems(reading.problems)
  return steps ?? []
}

/** Reads the role that an `include_role` names on a host. Throws InputError or InputErrors. */
export function loadRole(
  step: IncludeStep,
  ref: RoleRef,
  inherited: Inherited,
  known: Known,
  play: PlayOfFile,
): Step[] {
  const reading = openReading(known, step.place.file, within(play))
  const steps = attempt(reading.problems, () => readIncludedRole(step, ref, inherited, reading, readSteps))
  throwProblems(reading.problems)
  return steps ?? []
}

type PlayOfFile = Pick<Play, 'vars' | 'place' | 'collections'>

function within({
  vars,
  place,
  collections,
}: PlayOfFile): Pick<Reading, 'vars' | 'playbookDir' | 'collections'> {
  return { vars, playbookDir: dirname(place.file), collections }
}

function readPlaybook(file: string, inherited: Inherited, reading: Reading): Play[] {
  const source = isTyped(file) ? readTyped(file) : loadYamlIfAny(file, reading)
  if (source?.kind !== 'list') {
    throw new InputError(
      `a playbook must be a list of plays, got ${source ? describe(source) : 'an empty file'}`,
      {
        place: source?.place ?? { file, line: 1, column: 1 },
        hint: 'begin with `- hosts: all`',
      },
    )
  }
  return source.items.flatMap(
    item => attempt(reading.problems, () => readEntry(item, inherited, reading)) ?? [],
  )
}

function readEntry(source: Source, inherited: Inherited, reading: Reading): Play[] {
  if (source.kind !== 'map') {
    throw new InputError(`a play must be a map, got ${describe(source)}`, {
      place: source.place,
      hint: 'begin with `- hosts: all`',
    })
  }
  const isImport = [...source.entries.keys()].some(key => plainName(key) === 'import_playbook')
  return isImport ? importPlaybook(source, inherited, reading) : [readPlay(source, inherited, reading)]
}

const IMPORT_KEYS = ['import_playbook', 'name', 'when', 'tags', 'vars']

function importPlaybook(source: MapSource, inherited: Inherited, reading: Reading): Play[] {
  const keywords = refuseUnsupported(keywordsOf(source), reading)
  refuseUnknownKeys(keywords, IMPORT_KEYS, '`import_playbook`', reading)
  const file = (keywords.get('import_playbook') as { value: Source }).value
  const { vars, ...outer } = inherit(inherited, keywords, ['when', 'tags', 'vars'], reading)
  const given = { ...reading, vars: withImported(reading.vars, vars) }
  const path = importedFile(file, given)
  const inside = { ...given, chain: [...reading.chain, path], playbookDir: dirname(path) }
  const plays = readPlaybook(path, { ...outer, vars: [] }, inside)
  return plays.map(play => ({ ...play, vars: withImported(play.vars, vars) }))
}

/** Merges the variables of an import into those of an imported play. Variables of the import take precedence. */
function withImported(own: VarsSource, imported: readonly VarsSource[]): VarsSource {
  return new Map([own, ...imported].flatMap(vars => [...vars]))
}
